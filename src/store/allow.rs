//! Which lines may be opened, from the environment's usual `AWS_*` variables. Pure: the variables are handed in.

use std::net::IpAddr;

use super::StoreError;

/// Variables of which one must be there. Without them the library would ask a fixed address of the network who we are, which
/// nobody asked for; a machine that is to do so names that address in `AWS_METADATA_ENDPOINT`.
const SOURCES: [&str; 6] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_METADATA_ENDPOINT",
    "AWS_SKIP_SIGNATURE",
];

/// Whether a store may be spoken to without encryption: on this machine, or where `AWS_ALLOW_HTTP` says so.
///
/// # Errors
/// When nothing says who asks, or an endpoint of another machine is unencrypted.
pub fn plain_http(variable: impl Fn(&str) -> Option<String>) -> Result<bool, StoreError> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if !SOURCES.iter().any(|name| set(name).is_some()) {
        return Err(StoreError::Environment(
            "s3: inga uppgifter om vem som frågar; sätt AWS_ACCESS_KEY_ID och AWS_SECRET_ACCESS_KEY, \
             eller AWS_SKIP_SIGNATURE=true för en öppen bucket"
                .to_owned(),
        ));
    }
    let allowed = set("AWS_ALLOW_HTTP").is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1");
    let endpoint = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"].iter().find_map(|name| set(name));
    match endpoint.as_deref().and_then(|endpoint| endpoint.strip_prefix("http://")) {
        None => Ok(false),
        Some(rest) if allowed || is_here(rest) => Ok(true),
        Some(_) => Err(StoreError::Environment(format!(
            "s3: {} är okrypterad och inte på den här datorn; använd https, eller sätt AWS_ALLOW_HTTP=true",
            endpoint.unwrap_or_default()
        ))),
    }
}

/// Whether what follows `http://` is a host of this machine.
fn is_here(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // a user part could make another host look like this one
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(variables: &[(&str, &str)]) -> Result<bool, String> {
        let of = |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
        plain_http(of).map_err(|error| error.to_string())
    }

    const KEY: (&str, &str) = ("AWS_ACCESS_KEY_ID", "x");

    #[test]
    fn nothing_is_asked_without_credentials() {
        assert!(allowed(&[]).is_err_and(|told| told.contains("AWS_ACCESS_KEY_ID")));
        assert!(allowed(&[("AWS_ACCESS_KEY_ID", "")]).is_err());
        assert_eq!(allowed(&[("AWS_SKIP_SIGNATURE", "true")]), Ok(false));
    }

    #[test]
    fn unencrypted_lines_stay_on_this_machine() {
        for here in ["http://127.0.0.1:5000", "http://localhost:9000/", "http://[::1]:5000"] {
            assert_eq!(allowed(&[KEY, ("AWS_ENDPOINT_URL", here)]), Ok(true), "{here}");
        }
        for away in ["http://s3.exempel.se", "http://127.0.0.1@exempel.se/", "http://localhost.exempel.se:80"] {
            assert!(allowed(&[KEY, ("AWS_ENDPOINT_URL", away)]).is_err(), "{away}");
            assert_eq!(allowed(&[KEY, ("AWS_ENDPOINT_URL", away), ("AWS_ALLOW_HTTP", "true")]), Ok(true));
        }
        assert_eq!(allowed(&[KEY, ("AWS_ENDPOINT_URL", "https://s3.exempel.se")]), Ok(false));
        assert_eq!(allowed(&[KEY]), Ok(false));
    }

    #[test]
    fn the_endpoint_that_counts_is_checked() {
        let both = [KEY, ("AWS_ENDPOINT_URL", "https://s3.exempel.se"), ("AWS_ENDPOINT_URL_S3", "http://exempel.se")];
        assert!(allowed(&both).is_err());
    }
}
