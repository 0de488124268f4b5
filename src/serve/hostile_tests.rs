//! Asks the pages as an attacker would; each test is named by the attack.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::site::{Site, hasty};
use super::{Options, ServeError, serve};
use crate::dictionaries::Dictionaries;
use crate::report::tests::small_run::run;

#[test]
fn paths_reach_no_other_file() {
    let site = Site::new();
    for path in [
        "/dokument/..%2Fsecret",
        "/dokument/../secret.txt",
        "/dokument/..%2F..%2Fsecret.txt/original",
        "/dokument/%2e%2e%2fsecret/sida/1.png",
        "/dokument/2018-plan/sida/..%2F..%2Fsecret.txt",
        "/text/2018-plan.txt",
        "/output/run.json",
        "//etc/passwd",
        "/dokument/%00",
    ] {
        let answer = site.get(path);
        assert!(
            !answer.contains("hemligt") && !answer.contains("root:") && !answer.starts_with("HTTP/1.1 200"),
            "{path}: {answer}"
        );
    }
}

#[test]
fn a_table_that_names_files_outside_the_corpus_opens_none() {
    let base = tempfile::tempdir().expect("a folder");
    let corpus = base.path().join("corpus");
    std::fs::create_dir(&corpus).expect("a corpus");
    std::fs::write(base.path().join("secret.pdf"), "hemligt").expect("a file beside it");
    std::fs::write(base.path().join("secret.txt"), "hemligt").expect("a file beside it");
    let mut run = run();
    run.json = serde_json::json!({ "settings": { "corpus": corpus } });
    run.inputs[0].path = "../secret.txt".to_owned();
    run.inputs[1].path = "../secret.pdf".to_owned();
    let site = Site::of(&run, |_| {});
    for path in
        ["/dokument/2018-plan/original", "/dokument/2018-protokoll/original", "/dokument/2018-protokoll/sida/1.png"]
    {
        assert!(!site.check(path, 404, &[]).contains("hemligt"), "{path}");
    }
}

#[test]
fn a_link_out_of_the_corpus_is_not_followed() {
    let base = tempfile::tempdir().expect("a folder");
    let corpus = base.path().join("corpus");
    std::fs::create_dir_all(corpus.join("2018")).expect("a corpus");
    std::fs::write(base.path().join("secret.txt"), "hemligt").expect("a file beside it");
    #[cfg(unix)]
    std::os::unix::fs::symlink(base.path().join("secret.txt"), corpus.join("2018/plan.txt")).expect("a link");
    let mut run = run();
    run.json = serde_json::json!({ "settings": { "corpus": corpus } });
    assert!(!Site::of(&run, |_| {}).check("/dokument/2018-plan/original", 404, &[]).contains("hemligt"));
}

#[test]
fn script_in_documents_is_shown_as_text() {
    let attack = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let mut run = run();
    let mut passage = run.evidence[0].passage.clone().expect("a passage");
    passage.quote = attack.into();
    for evidence in &mut run.evidence {
        evidence.passage = Some(passage.clone());
        evidence.reason = attack.into();
        Arc::make_mut(&mut evidence.plan).organ = attack.into();
    }
    run.points.points[0].text = attack.to_owned();
    run.coverage[0].message = attack.to_owned();
    run.findings[0].message = attack.to_owned();
    let document = run.inputs[1].document.as_mut().expect("minutes");
    document.handling.title = attack.to_owned();
    document.handling.repaired.pages.lines[0].text = attack.to_owned();
    document.parts.reservations[0].text = attack.to_owned();
    document.parts.reservations[0].parties = vec![attack.to_owned()];
    document.parts.segments[0].heading = attack.to_owned();
    let site = Site::of(&run, |_| {});
    for path in [
        "/matris",
        "/matris/2018-plan/R2018-01",
        "/granska",
        "/spar",
        "/spar/R2018-01",
        "/dokument/2018-protokoll",
        "/reservationer",
        "/beslut",
        "/kvalitet",
        "/?q=alert",
        "/en/matris",
    ] {
        let answer = site.check(path, 200, &[]);
        assert!(!answer.contains("<img src=x") && !answer.contains("<script>alert"), "{path}: {answer}");
    }
}

#[test]
fn script_in_queries_is_shown_as_text() {
    let site = Site::new();
    for path in [
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&sortera=%22%3E%3Cscript%3E",
        "/matris?organ=%22%3E%3Cscript%3E&q=%3Cscript%3E",
        "/reservationer?parti=%3Cscript%3E&q=%3Cscript%3E",
        "/spar?q=%3Cscript%3E",
        "/matris/2018-plan/R2018-01?av=%22%3E%3Cscript%3E",
        "/kvalitet?%22%3E%3Cscript%3E=1",
    ] {
        site.check(path, 200, &[]);
    }
    site.check("/%3Cscript%3E", 404, &[]);
}

#[test]
fn addresses_of_scripts_get_no_link() {
    let answer = Site::new().get("/?q=x&next=javascript:alert(1)");
    assert!(!answer.contains("href=\"javascript"), "{answer}");
}

#[test]
fn huge_parameters_are_refused() {
    let site = Site::new();
    for path in [
        format!("/?q={}", "x".repeat(20_000)),
        format!("/{}", "x".repeat(20_000)),
        format!("/?q={}", "x".repeat(200_000)),
    ] {
        let answer = site.get(&path);
        assert!(
            answer.starts_with("HTTP/1.1 414") || answer.starts_with("HTTP/1.1 431"),
            "{}",
            &answer[..answer.len().min(300)]
        );
    }
}

#[test]
fn numbers_beyond_all_bounds_are_harmless() {
    let site = Site::new();
    for path in [
        "/?q=plan&sida=99999999999999999999",
        "/?q=plan&sida=0",
        "/dokument/2018-plan?sida=-1&rad=99999999999-1",
        "/dokument/2018-plan?sida=18446744073709551615&rad=0-18446744073709551615",
        "/matris?sida=999999&punkter=999999",
        "/spar/R2018-01?a=0&b=99999999999",
        "/reservationer?sida=999999",
        "/kvalitet?sida=999999",
        "/granska?sida=999999",
    ] {
        site.check(path, 200, &[]);
    }
    site.check("/dokument/2018-plan/sida/4294967295.png", 404, &[]);
    site.check("/dokument/2018-plan/sida/0.png", 404, &[]);
}

#[test]
fn what_is_no_text_is_refused_or_harmless() {
    let site = Site::new();
    for path in ["/?q=%FF%FE", "/?q=%", "/dokument/%FF", "/?%FF=%FE", "/?q=%00%0a%0d"] {
        let answer = site.get(path);
        assert!(!answer.starts_with("HTTP/1.1 5") && answer.starts_with("HTTP/1.1 "), "{path}: {answer}");
    }
}

#[test]
fn costly_queries_are_bounded() {
    let site = Site::new();
    let begin = Instant::now();
    for query in ["(".repeat(2_000), "a* ".repeat(600), "NOT ".repeat(500), "\"a ".repeat(500)] {
        assert!(site.get(&format!("/?q={}", super::here::encode(&query))).starts_with("HTTP/1.1 "));
    }
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[test]
fn other_hosts_are_refused() {
    let site = Site::new();
    for host in ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""] {
        let answer = site.raw(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 421") || answer.starts_with("HTTP/1.1 400"), "{host}: {answer}");
    }
}

#[test]
fn other_methods_are_refused() {
    let site = Site::new();
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let answer = site.raw(&format!(
            "{method} /matris HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ));
        assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
    }
}

#[test]
fn a_form_of_another_site_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reviews.csv");
    let site = Site::of(&run(), |options| options.review = Some(file.clone()));
    let form = |key: &str| format!("nyckel={key}&plan=2018-plan&punkt=R2018-01&status=addressed");
    let own = "Origin: http://localhost:8080";
    for (headers, key) in [
        ("Origin: http://evil.example", site.form_key.as_str()),
        ("Origin: null", site.form_key.as_str()),
        ("Accept: */*", site.form_key.as_str()),
        ("Origin: http://localhost:8080\r\nSec-Fetch-Site: cross-site", site.form_key.as_str()),
        (own, ""),
        (own, "0000000000000000000000000000000000000000000000000000000000000000"),
    ] {
        let answer = site.post("/granska", headers, &form(key));
        assert!(answer.starts_with("HTTP/1.1 403"), "{headers}: {answer}");
    }
    for wrong in [
        "plan=2018-plan&punkt=nej&status=addressed",
        "plan=2018-plan&punkt=R2018-01&status=unreadable",
        "plan=&punkt=&status=",
    ] {
        let answer = site.post("/granska", own, &format!("nyckel={}&{wrong}", site.form_key));
        assert!(answer.starts_with("HTTP/1.1 400"), "{wrong}: {answer}");
    }
    assert!(!file.exists());
}

#[test]
fn a_read_only_server_writes_nothing() {
    let site = Site::new();
    let answer = site.post(
        "/granska",
        "Origin: http://localhost:8080",
        "nyckel=&plan=2018-plan&punkt=R2018-01&status=addressed",
    );
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(site.post("/sokningar", "Origin: http://localhost:8080", "nyckel=&namn=a&q=b").starts_with("HTTP/1.1 403"));
    assert!(!site.folder.path().join("searches.toml").exists());
}

#[test]
fn a_redirect_leads_nowhere_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::of(&run(), |options| options.review = Some(folder.path().join("reviews.csv")));
    for next in ["http://evil.example/", "//evil.example", "/%0d%0aSet-Cookie:x=1", "javascript:alert(1)"] {
        let form =
            format!("nyckel={}&plan=2018-plan&punkt=R2018-01&status=partly&av=a%0d%0ab&nasta={next}", site.form_key);
        let answer = site.post("/granska", "Origin: http://localhost:8080", &form);
        assert!(answer.contains("location: /granska?sparad=1"), "{next}: {answer}");
    }
}

#[test]
fn a_form_without_end_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::of(&run(), |options| options.review = Some(folder.path().join("reviews.csv")));
    let answer = site.post("/granska", "Origin: http://localhost:8080", &format!("not={}", "x".repeat(3 << 20)));
    assert!(
        !answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 3"),
        "{}",
        &answer[..answer.len().min(200)]
    );
}

#[test]
fn a_request_that_never_ends_is_given_up() {
    let site = Site::of(&run(), |options| options.connections = hasty(8));
    let mut slow = TcpStream::connect(site.address).expect("a connection");
    slow.write_all(b"GET / HTTP/1.1\r\nHost: local").expect("a beginning");
    slow.set_read_timeout(Some(Duration::from_secs(10))).expect("a clock");
    let begin = Instant::now();
    let _ = slow.read_to_end(&mut Vec::new());
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    site.check("/", 200, &[]);
}

#[test]
fn clients_that_keep_silent_give_their_places_back() {
    let site = Site::of(&run(), |options| options.connections = hasty(4));
    let silent: Vec<TcpStream> = (0..4).map(|_| TcpStream::connect(site.address).expect("a connection")).collect();
    std::thread::sleep(Duration::from_millis(100));
    let answer = site.get("/");
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 429"), "{answer}");
    std::thread::sleep(Duration::from_secs(1));
    site.check("/", 200, &[]);
    drop(silent);
}

#[test]
fn an_answer_that_nobody_takes_is_given_up() {
    let base = tempfile::tempdir().expect("a folder");
    let corpus = base.path().join("corpus");
    std::fs::create_dir_all(corpus.join("2018")).expect("a corpus");
    std::fs::write(corpus.join("2018/plan.txt"), vec![b'x'; 64 << 20]).expect("a large original");
    let mut run = run();
    run.json = serde_json::json!({ "settings": { "corpus": corpus } });
    let site = Site::of(&run, |options| options.connections = hasty(1));
    let mut greedy = TcpStream::connect(site.address).expect("a connection");
    greedy.write_all(b"GET /dokument/2018-plan/original HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it is sent");
    std::thread::sleep(Duration::from_millis(1_500));
    site.check("/", 200, &[]);
}

#[test]
fn other_machines_need_the_key() {
    let address = SocketAddr::from(([0, 0, 0, 0], 0));
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options::new(folder.path(), Path::new("x").to_owned());
    let refused = serve(&options, address, &Dictionaries::built_in(), |_| {});
    assert!(matches!(refused, Err(ServeError::NotLoopback(_))));

    let site = Site::of(&run(), |options| options.allow_remote = true);
    assert!(site.get("/").starts_with("HTTP/1.1 401") && site.get("/style.css").starts_with("HTTP/1.1 401"));
    assert!(site.get("/?nyckel=0000").starts_with("HTTP/1.1 401"));
    let key = site.printed.split_once("nyckel=").expect("a key is printed").1;
    let let_in = site.get(&format!("/?nyckel={key}"));
    assert!(let_in.starts_with("HTTP/1.1 303") && let_in.contains("HttpOnly; SameSite=Strict"), "{let_in}");
    let asked = |cookie: &str| {
        site.raw(&format!("GET / HTTP/1.1\r\nHost: box.example\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"))
    };
    assert!(asked(&format!("paragraf-key={key}")).starts_with("HTTP/1.1 200"));
    assert!(asked("paragraf-key=x").starts_with("HTTP/1.1 401"));
}

#[test]
fn a_program_that_draws_nothing_costs_a_picture_only() {
    let base = tempfile::tempdir().expect("a folder");
    let corpus = base.path().join("corpus");
    std::fs::create_dir_all(corpus.join("2018")).expect("a corpus");
    std::fs::write(corpus.join("2018/protokoll.pdf"), "%PDF-1.4 no pages").expect("a broken original");
    let mut run = run();
    run.inputs[1].sha256 = crate::read::sha256_of(&corpus.join("2018/protokoll.pdf")).expect("its hash");
    run.json = serde_json::json!({ "settings": { "corpus": corpus } });
    let site = Site::of(&run, |_| {});
    site.check("/dokument/2018-protokoll/sida/1.png", 422, &[]);
    site.check("/dokument/2018-protokoll?rad=2-3", 200, &["Torget"]);
    std::fs::write(corpus.join("2018/protokoll.pdf"), "changed").expect("a changed original");
    site.check("/dokument/2018-protokoll/sida/1.png", 409, &["Kör paragraf run"]);
}
