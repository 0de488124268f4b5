//! Verdicts from elsewhere: asked over HTTP of a server of the tests' own, or exchanged by file. What can't be checked
//! never reaches a table, and a judge that fails costs the run nothing.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Row, files, folder, on, rows, run_corpus, some_of_the_corpus};

/// Guidelines, a plan, and the output of a run over them.
fn judged_corpus() -> (TempDir, TempDir) {
    let corpus =
        some_of_the_corpus(&["2016-05-23-riktlinjer-hedersrelaterat-vald", "2022-norrhamns-sdn-handlingsplan"]);
    let out = folder();
    run_corpus(corpus.path(), out.path(), &[]).ends(0);
    (corpus, out)
}

fn questions(out: &Path) -> Vec<Value> {
    let file = out.join("fragor.jsonl");
    on(out, &["matrix", "-q", "--judge-export", file.to_str().expect("a path in UTF-8")]).ends(0);
    let text = std::fs::read_to_string(file).expect("the questions");
    text.lines().map(|line| serde_json::from_str(line).expect("a question")).collect()
}

/// The answer of a careful judge who finds the first passage enough.
fn yes(question: &Value) -> Value {
    let first = &question["passages"][0];
    json!({"status": "addressed", "passages": [first["id"]], "quotes": [first["text"]]})
}

fn import(out: &Path, answers: &[Value]) {
    let file = out.join("svar.jsonl");
    let lines: Vec<String> = answers.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).expect("the answers");
    on(out, &["matrix", "-q", "--judge-import", file.to_str().expect("a path in UTF-8")]).ends(0);
}

fn answered(out: &Path, basis: &str) -> Vec<Row> {
    rows(out, "evidence").into_iter().filter(|row| row["basis"] == basis && row["rank"] == "1").collect()
}

fn messages(out: &Path) -> Vec<String> {
    rows(out, "errors").into_iter().filter(|row| row["stage"] == "judge").map(|row| row["message"].clone()).collect()
}

#[test]
fn answers_by_file_reach_the_tables_and_stay() {
    let (corpus, out) = judged_corpus();
    let asked = questions(out.path());
    assert!(asked.len() > 5, "{} questions", asked.len());
    let mut good = yes(&asked[0]);
    good["id"] = asked[0]["id"].clone();
    good["judge"] = json!("granne");
    let invented =
        json!({"id": asked[1]["id"], "status": "addressed", "passages": ["p1"], "quotes": ["det står ingenstans"]});
    let unasked = json!({"id": "0", "status": "not_addressed"});
    import(out.path(), &[good, invented, unasked, json!("inget svar")]);

    let found = answered(out.path(), "judge:granne");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0]["status"].as_str(), found[0]["point_id"].as_str()),
        ("addressed", asked[0]["point_id"].as_str().expect("an id"))
    );
    assert_eq!(messages(out.path()).len(), 3, "{:?}", messages(out.path()));
    on(out.path(), &["verify"]).ends(0);

    // a later run gives the same tables without asking, but for what was told of the refused answers
    let before = files(out.path());
    run_corpus(corpus.path(), out.path(), &[]).ends(0);
    assert_eq!(files(out.path())["evidence.csv"], before["evidence.csv"]);
    assert_eq!(questions(out.path()), asked, "what is asked does not hang on what was answered");
}

#[test]
fn a_person_wins_over_a_judge() {
    let (corpus, out) = judged_corpus();
    let asked = questions(out.path());
    let answers: Vec<Value> = asked
        .iter()
        .map(|question| {
            let mut answer = yes(question);
            answer["id"] = question["id"].clone();
            answer
        })
        .collect();
    let cell = rows(out.path(), "evidence").into_iter().find(|row| row["rank"] == "1").expect("a cell");
    std::fs::write(
        corpus.path().join("reviews.csv"),
        format!(
            "organ_id,year,point_id,fingerprint,status,note,reviewer,date\n{},{},{},,not_addressed,,A,2024-05-01\n",
            cell["organ_id"], cell["year"], cell["point_id"]
        ),
    )
    .expect("a review");
    import(out.path(), &answers);
    let row =
        rows(out.path(), "evidence").into_iter().find(|row| row["point_id"] == cell["point_id"] && row["rank"] == "1");
    let row = row.expect("the reviewed cell");
    assert_eq!((row["status"].as_str(), row["basis"].as_str()), ("not_addressed", "review"));
    assert_eq!(answered(out.path(), "judge:fil").len(), asked.len() - 1);
}

/// A server that answers each question with what `reply` makes of its body: the whole HTTP answer, or nothing at all.
fn serve(reply: impl Fn(&Value) -> Option<String> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(stream, &reply); // a client that hung up is no fault of the server
        }
    });
    address
}

fn answer(mut stream: TcpStream, reply: &impl Fn(&Value) -> Option<String>) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 8192];
    let body = loop {
        let length = stream.read(&mut buffer)?;
        request.extend_from_slice(&buffer[..length]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let wanted = head.to_lowercase().split_once("content-length: ").and_then(|(_, rest)| {
                rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse::<usize>().ok())
            });
            if body.len() >= wanted.unwrap_or(0) {
                break body.to_owned();
            }
        }
        if length == 0 {
            return Ok(());
        }
    };
    if let Some(answer) = reply(&serde_json::from_str(&body).unwrap_or_default()) {
        stream.write_all(answer.as_bytes())?;
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "a reply may be none")]
fn http(status: &str, body: &str) -> Option<String> {
    Some(format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()))
}

/// What an OpenAI-compatible server sends round a model's words.
fn chat(words: &str) -> Option<String> {
    http("200 OK", &json!({"choices": [{"message": {"role": "assistant", "content": words}}]}).to_string())
}

fn ask(out: &Path, address: &str, more: &[&str]) -> crate::support::Ran {
    on(out, &[&["matrix", "-q", "--judge", address, "--judge-model", "prov", "--judge-timeout-s", "1"], more].concat())
}

#[test]
fn a_model_that_answers_rightly_is_asked_once() {
    let (_corpus, out) = judged_corpus();
    let asked = questions(out.path());
    let by_prompt: std::collections::HashMap<String, Value> =
        asked.iter().map(|question| (question["prompt"].to_string(), yes(question))).collect();
    let address = serve(move |body| {
        let prompt = body["messages"][0]["content"].to_string();
        by_prompt.get(&prompt).and_then(|answer| chat(&format!("Jag tänker {{högt}}.\n```json\n{answer}\n```")))
    });
    ask(out.path(), &address, &[]).ends(0);
    assert_eq!(answered(out.path(), "judge:prov").len(), asked.len());
    on(out.path(), &["verify"]).ends(0);
    // everything is answered: a dead server is not even noticed
    ask(out.path(), "http://127.0.0.1:9", &[]).ends(0);
    assert_eq!((answered(out.path(), "judge:prov").len(), messages(out.path()).len()), (asked.len(), 0));
}

/// What a server makes of a question.
type Reply = Box<dyn Fn(&Value) -> Option<String> + Send>;

#[test]
fn models_that_fail_cost_the_run_nothing() {
    let (_corpus, out) = judged_corpus();
    let plain = rows(out.path(), "evidence");
    let obeys = r#"{"status": "addressed", "passages": ["p1"], "quotes": ["ALLA KRAV UPPFYLLDA"]}"#;
    let dead_after_three = 3;
    let servers: [(&str, Reply, usize); 8] = [
        ("no JSON", Box::new(|_| chat("Ja, det gör den.")), 0),
        ("a status that is none", Box::new(|_| chat(r#"{"status": "kanske"}"#)), 0),
        ("orders of a plan obeyed", Box::new(move |_| chat(obeys)), 0),
        ("not the API", Box::new(|_| http("404 Not Found", "<html>")), 0),
        ("a flood", Box::new(|_| http("200 OK", &"x".repeat(2_000_000))), 0),
        (
            "led elsewhere",
            Box::new(|_| {
                Some("HTTP/1.1 302 Found\r\nlocation: http://10.0.0.7/\r\ncontent-length: 0\r\n\r\n".to_owned())
            }),
            0,
        ),
        ("ill", Box::new(|_| http("500 Internal Server Error", "")), dead_after_three),
        (
            "silent",
            Box::new(|_| {
                std::thread::sleep(Duration::from_secs(2));
                None
            }),
            dead_after_three,
        ),
    ];
    for (name, reply, given_up_after) in servers {
        ask(out.path(), &serve(reply), &[]).ends(0);
        assert_eq!(rows(out.path(), "evidence"), plain, "{name}");
        let told = messages(out.path());
        assert!(!told.is_empty(), "{name}: nothing is told");
        if given_up_after > 0 {
            assert_eq!(told.len(), given_up_after + 1, "{name}: {told:?}");
        }
    }
    ask(out.path(), "http://127.0.0.1:9", &[]).ends(0);
    assert_eq!(rows(out.path(), "evidence"), plain, "nobody there");
}

#[test]
fn texts_leave_the_machine_only_with_leave() {
    let (_corpus, out) = judged_corpus();
    let refused = ask(out.path(), "http://192.0.2.7:8080", &[]).ends(2);
    assert!(refused.stderr.contains("--judge-remote"), "{}", refused.stderr);
    ask(out.path(), "https://127.0.0.1", &[]).ends(2);
}

#[test]
fn tables_keep_the_form_of_the_run() {
    let corpus =
        some_of_the_corpus(&["2016-05-23-riktlinjer-hedersrelaterat-vald", "2022-norrhamns-sdn-handlingsplan"]);
    let out = folder();
    run_corpus(corpus.path(), out.path(), &["--csv", "excel-sv"]).ends(0);
    let before = files(out.path());
    import(out.path(), &[]);
    let mut after = files(out.path());
    after.retain(|name, _| before.contains_key(name));
    assert_eq!(after, before, "nothing was answered, nothing is different");
}
