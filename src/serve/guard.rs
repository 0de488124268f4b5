//! Turns away requests that are too many, too long or meant for another host, asks other machines for the key, and puts the
//! protecting headers on every answer.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{ServeError, View};

/// Requests answered at once; more are told to come back (429). Each may hold a table and a page in memory.
const MOST_AT_ONCE: usize = 64;

/// Bytes of an address. Queries of two thousand characters fit, percent-encoded.
const LONGEST_ADDRESS: usize = 16 << 10;

/// The cookie that holds the key of a browser on another machine.
const COOKIE: &str = "paragraf-key";

const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
                              base-uri 'none'; frame-ancestors 'none'";

/// Who may come in, and how many.
pub(super) struct Gate {
    /// Asked of everyone where other machines may come; `None` where only this one may.
    key: Option<String>,
    at_once: AtomicUsize,
}

/// A key that can't be guessed: 32 random bytes.
pub(super) fn make_key() -> Result<String, ServeError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(ServeError::NoKey)?;
    Ok(bytes.iter().fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    }))
}

/// Whether two keys are the same, in a time that tells nothing of where they differ.
pub(super) fn same_key(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

impl Gate {
    pub fn new(allow_remote: bool) -> Result<Self, ServeError> {
        let key = if allow_remote { Some(make_key()?) } else { None };
        Ok(Self { key, at_once: AtomicUsize::new(0) })
    }

    /// The address to open, with the key where one is asked for.
    pub fn address(&self, addr: SocketAddr) -> String {
        match &self.key {
            Some(key) => format!("http://{addr}/?nyckel={key}"),
            None => format!("http://{addr}/"),
        }
    }

    /// Why a request is turned away, if it is.
    fn refuse(&self, request: &Request) -> Option<Response> {
        let address = request.uri();
        let length = address.path().len() + address.query().map_or(0, str::len);
        if length > LONGEST_ADDRESS {
            return Some((StatusCode::URI_TOO_LONG, "The address is too long").into_response());
        }
        let Some(key) = &self.key else {
            let own = names_this_machine(host(request.headers()));
            return (!own)
                .then(|| (StatusCode::MISDIRECTED_REQUEST, "This server answers only to localhost").into_response());
        };
        if cookie(request.headers()).is_some_and(|given| same_key(given, key)) {
            return None;
        }
        let given = address
            .query()
            .into_iter()
            .flat_map(|query| query.split('&'))
            .find_map(|pair| pair.strip_prefix("nyckel="));
        Some(if request.method() == Method::GET && given.is_some_and(|given| same_key(given, key)) {
            // the key goes out of the address at once, so that nobody copies it with a link
            let cookie = format!("{COOKIE}={key}; Path=/; HttpOnly; SameSite=Strict");
            (StatusCode::SEE_OTHER, [(header::LOCATION, "/".to_owned()), (header::SET_COOKIE, cookie)]).into_response()
        } else {
            (StatusCode::UNAUTHORIZED, "Open the address with the key that the server printed when it started")
                .into_response()
        })
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

/// Whether a request that changes something comes from a page of this very site.
pub(super) fn is_same_origin(headers: &HeaderMap) -> bool {
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let origin =
        header(header::ORIGIN).and_then(|origin| origin.strip_prefix("http://").or(origin.strip_prefix("https://")));
    let site = header(HeaderName::from_static("sec-fetch-site"));
    origin.is_some_and(|origin| !origin.is_empty() && origin == host(headers))
        && site.is_none_or(|site| site == "same-origin")
}

/// The layer round all pages.
pub(super) async fn guard(State(view): State<Arc<View>>, request: Request, next: Next) -> Response {
    let mut response = if let Some(refused) = view.gate.refuse(&request) {
        refused
    } else if view.gate.at_once.fetch_add(1, Ordering::AcqRel) >= MOST_AT_ONCE {
        view.gate.at_once.fetch_sub(1, Ordering::AcqRel);
        full()
    } else {
        let turn = Turn(Arc::clone(&view));
        let response = next.run(request).await;
        drop(turn);
        response
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Told to who asks when all hands are full.
pub(super) fn full() -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")], "Too many requests at once").into_response()
}

/// A request that is being answered; counted out also when the client goes away.
struct Turn(Arc<View>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.gate.at_once.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Whether the Host header is a loopback name. Another name means that a web page elsewhere was pointed at this machine.
fn names_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_pages_of_this_site_may_change_things() {
        let own = [("host", "127.0.0.1:8080"), ("origin", "http://127.0.0.1:8080")];
        assert!(is_same_origin(&headers(&own)));
        assert!(!is_same_origin(&headers(&[own[0], ("origin", "http://evil.example")])));
        assert!(!is_same_origin(&headers(&[own[0], ("origin", "null")])));
        assert!(!is_same_origin(&headers(&[own[0]])));
        assert!(!is_same_origin(&headers(&[own[0], own[1], ("sec-fetch-site", "cross-site")])));
    }

    #[test]
    fn hosts_are_told_by_name() {
        assert!(
            ["localhost", "LOCALHOST:80", "127.0.0.1:8080", "[::1]:8080", "127.9.9.9"]
                .iter()
                .all(|name| names_this_machine(name))
        );
        assert!(
            !["", "evil.example", "10.0.0.1", "127.0.0.1.evil.example", "[::2]"]
                .iter()
                .any(|name| names_this_machine(name))
        );
    }

    #[test]
    fn keys_are_long_and_never_the_same() {
        let (a, b) = (make_key().expect("a key"), make_key().expect("a key"));
        assert!(a.len() == 64 && !same_key(&a, &b) && same_key(&a, &a) && !same_key(&a, &a[..63]));
        assert_eq!(cookie(&headers(&[("cookie", "x=1; paragraf-key=abc")])), Some("abc"));
    }
}
