//! Asks the pages over a real socket, as a browser does, and as an attacker would.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use super::{ServeError, router, serve};
use crate::dictionaries::Dictionaries;

const FILES: &[(&str, &str)] = &[
    (
        "documents.csv",
        "doc_id,path,type,organ,date,pages,title,status,message\n\
         m-1,m 1.pdf,protokoll,Socialnämnden,2018-03-08,2,<script>alert(1)</script>,ok,\n\
         ../secret,x.pdf,ovrigt,,,1,,ok,\n",
    ),
    ("segments.csv", "segment_id,doc_id,kind,heading,page_from,line_from,text\nm-1#0001,m-1,item,§ 21 Plan,1,1,x\n"),
    ("changes.csv", "doc_id,page,line,before,after,confidence,reason\nm-1,1,2,nimnden,nämnden,0.9,lexicon\n"),
    ("text/m-1.txt", "§ 21 Plan\nAlla i nämnden <b>\n\u{c}Sida två\n"),
    ("secret.txt", "hemligt"),
    ("matrix.csv", "organ_id,organ,year,plan_doc_id,R2016-01\nsn,Socialnämnden,2018,m-1,to_review\n"),
    (
        "evidence.csv",
        "plan_doc_id,organ,year,point_id,status,proposal,confidence,score,basis,rank,criterion,reason,page,line_from,line_to,quote\n\
         m-1,Socialnämnden,2018,R2016-01,to_review,partly,0.6,0.5,program,1,,,2,3,3,Sida <två>\n",
    ),
    ("points.csv", "point_id,doc_id,year,text,page,line_from,line_to\nR2016-01,m-1,2016,Utse en samordnare,1,1,1\n"),
    (
        "lineage.csv",
        "from_id,from_year,to_id,to_kind,to_doc_id,to_year,to_page,to_line_from,relation,similarity,quote\n\
         R2016-01,2016,m-1#0001,plan,m-1,2018,2,3,sharpened,0.8,Sida två\n",
    ),
    (
        "reservations.csv",
        "\u{feff}doc_id;organ_id;date;item;kind;persons;parties;with_others;page_from;line_from;line_to;text\n\
         m-1;sn;2018-03-08;21;reservation;Ursula Björkvik;V | MP;yes;1;1;2;Emot\n",
    ),
    ("errors.csv", "path,stage,kind,message\nx.pdf,read,no_text,Ingen text\n"),
];

struct Site {
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("text")).expect("a folder for texts");
        for (name, text) in FILES {
            std::fs::write(folder.path().join(name), text).expect("a table");
        }
        let dictionaries = Dictionaries::built_in();
        crate::index::build(&folder.path().join("index"), &[], &[], &dictionaries).expect("an empty index");
        let service = router(folder.path(), &dictionaries);
        let (send, receive) = std::sync::mpsc::channel();
        // the thread ends with the test program
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                send.send(listener.local_addr().expect("its address")).expect("the test waits");
                axum::serve(listener, service).await.expect("it serves");
            });
        });
        Self { address: receive.recv().expect("the address"), _folder: folder }
    }

    fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.raw(&format!("GET {path} HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n"))
    }

    #[track_caller]
    fn check(&self, path: &str, status: u16, holds: &[&str]) {
        let answer = self.get(path);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
        assert!(answer.contains("content-security-policy: default-src 'none'"), "{path}: {answer}");
        for text in holds {
            assert!(answer.contains(text), "{path} lacks {text}: {answer}");
        }
        assert!(!answer.contains("<script"), "{path}: {answer}");
    }
}

#[test]
fn every_page_answers() {
    let site = Site::new();
    site.check("/", 200, &["Så här söker du", "lang=\"sv\""]);
    site.check("/?q=plan", 200, &["0 träffar"]);
    site.check("/?q=%22plan", 200, &["citattecknet stängs aldrig"]);
    site.check(
        "/dokument/m-1?sida=1&rad=2-2",
        200,
        &[
            "Alla i <ins title=\"före: nimnden\">nämnden</ins> &lt;b&gt;",
            "id=\"r2\" class=\"vald\"",
            "id=\"s-0001\"",
            "§ 21 Plan</a> (ärende)",
            "&lt;script&gt;",
            "rad 3, sidan 2",
        ],
    );
    site.check("/matris", 200, &["? att granska", "/matris/m-1/R2016-01", "Utse en samordnare"]);
    site.check("/matris?status=addressed", 200, &["0 planer"]);
    site.check(
        "/matris/m-1/R2016-01",
        200,
        &["lutar åt delvis", "Sida &lt;två&gt;", "/dokument/m-1?sida=2&amp;rad=3-3#r3"],
    );
    site.check("/spar", 200, &["R2016-01"]);
    site.check("/spar/R2016-01", 200, &["skärps", "Punkten själv"]);
    site.check("/reservationer?parti=MP", 200, &["1 rader", "Ursula Björkvik", "m.fl."]);
    site.check("/reservationer?parti=S", 200, &["0 rader"]);
    site.check("/beslut", 200, &["decisions.csv finns inte"]);
    site.check("/kvalitet", 200, &["Ingen text", "coverage.csv finns inte"]);
    assert!(site.get("/stil.css").contains("text/css"));
}

#[test]
fn unknown_things_are_not_found() {
    let site = Site::new();
    for path in ["/nej", "/dokument/nej", "/spar/nej", "/matris/m-1/nej", "/dokument/"] {
        site.check(path, 404, &[]);
    }
}

#[test]
fn paths_do_not_reach_other_files() {
    let site = Site::new();
    for path in [
        "/dokument/..%2Fsecret",
        "/dokument/../secret.txt",
        "/text/m-1.txt",
        "/dokument/%2e%2e%2fsecret",
        "//etc/passwd",
    ] {
        assert!(!site.get(path).contains("hemligt"), "{path}");
    }
}

#[test]
fn hostile_queries_are_harmless() {
    let site = Site::new();
    site.check("/?q=%3Cscript%3Ealert(1)%3C/script%3E", 200, &[]);
    site.check("/?q=x&sida=99999999999999999999", 200, &[]);
    site.check("/dokument/m-1?sida=-1&rad=99999999999-1", 200, &[]);
    assert!(site.get(&format!("/?q={}", "x".repeat(100_000))).starts_with("HTTP/1.1 4"));
    assert!(site.get("/?q=%FF%FE").starts_with("HTTP/1.1 "));
}

#[test]
fn other_hosts_and_methods_are_refused() {
    let site = Site::new();
    let other = site.raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert!(other.starts_with("HTTP/1.1 421"), "{other}");
    let post = site.raw("POST / HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert!(post.starts_with("HTTP/1.1 405"), "{post}");
}

#[test]
fn only_loopback_is_served() {
    let address = SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = serve(Path::new("."), address, &Dictionaries::built_in());
    assert!(matches!(refused, Err(ServeError::NotLoopback(_))));
}
