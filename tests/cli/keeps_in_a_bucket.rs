//! `run` with inputs and results in object storage, against moto's S3 server on this machine.
//!
//! `MOTO_SERVER=/path/to/moto_server cargo test --features s3 --test cli keeps_in_a_bucket`, or with it on the path.

use crate::support::{folder, on};

#[test]
fn only_a_run_reads_and_writes_there() {
    let told = on(std::path::Path::new("s3://handlingar/resultat"), &["search", "torget"]).ends(2).stderr;
    assert!(told.contains("s3://handlingar/resultat"), "{told}");
    let out = folder();
    on(out.path(), &["run", "s3://handlingar/in", "--dry-run"]).ends(2);
    on(out.path(), &["run", "s3://"]).ends(2);
}

#[test]
#[cfg(not(feature = "s3"))]
fn a_program_without_it_says_so() {
    let out = folder();
    let told = on(out.path(), &["run", "s3://handlingar/in"]).ends(2).stderr;
    assert!(told.contains("byggt utan s3"), "{told}");
    assert!(on(out.path(), &["doctor"]).ends(0).text().contains("utan den (--features s3)"));
}

#[cfg(feature = "s3")]
mod with_a_server {
    use std::collections::BTreeMap;
    use std::net::{TcpListener, TcpStream};
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    use super::*;
    use crate::support::{Ran, assert_same, files, installed, paragraf, run_corpus, small_corpus, write};

    /// moto looks whether a request is signed, and not by whom.
    const SOMEONE: &str = "AWS test:test";

    /// A server of this test alone, with one bucket.
    struct Server {
        process: Child,
        url: String,
    }

    impl Server {
        /// `None`, and a word about it, where there is none to start.
        fn start() -> Option<Self> {
            let program = std::env::var("MOTO_SERVER").unwrap_or_else(|_| "moto_server".to_owned());
            if !installed(&program, "--help") {
                return None;
            }
            let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
            let mut command = Command::new(program);
            command
                .args(["-H", "127.0.0.1", "-p", &free.port().to_string()])
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let server = Self { process: command.spawn().expect("it starts"), url: format!("http://{free}") };
            let until = Instant::now() + Duration::from_mins(1);
            while TcpStream::connect(free).is_err() {
                assert!(Instant::now() < until, "the server does not answer");
                std::thread::sleep(Duration::from_millis(100));
            }
            ureq::put(&server.at("")).header("Authorization", SOMEONE).send_empty().expect("a bucket");
            Some(server)
        }

        fn at(&self, key: &str) -> String {
            format!("{}/handlingar/{key}", self.url)
        }

        fn put(&self, key: &str, bytes: &[u8]) {
            ureq::put(&self.at(key)).header("Authorization", SOMEONE).send(bytes).expect("an object");
        }

        fn delete(&self, key: &str) {
            ureq::delete(&self.at(key)).header("Authorization", SOMEONE).call().expect("it goes");
        }

        fn get(&self, key: &str) -> Vec<u8> {
            let asked = ureq::get(&self.at(key)).header("Authorization", SOMEONE).call();
            let mut answer = asked.unwrap_or_else(|error| panic!("{key}: {error}"));
            answer.body_mut().with_config().limit(1 << 30).read_to_vec().expect("its bytes")
        }

        fn put_all(&self, folder: &Path) {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                self.put(&format!("in/{name}"), &std::fs::read(&path).expect("a file"));
            }
        }

        fn run(&self, arguments: &[&str]) -> Ran {
            let mut command = paragraf();
            command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
            command.env("AWS_ENDPOINT_URL", &self.url).arg("run").args(arguments);
            command.output().expect("the program starts").into()
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            // it may be gone already
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    #[test]
    fn inputs_of_a_bucket_are_as_those_of_a_folder_and_only_changes_are_fetched() {
        let Some(server) = Server::start() else { return };
        let (corpus, out, alone) = (small_corpus(), folder(), folder());
        server.put_all(corpus.path());
        server.put("in/bild.png", b"no input");
        server.put("inte-hit/annan.txt", b"of another prefix");
        let to = out.path().to_string_lossy().into_owned();
        let told = server.run(&["s3://handlingar/in", "--out", &to]).ends(0).stderr;
        assert!(told.contains("4 filer hämtade, 0 oförändrade"), "{told}");
        run_corpus(corpus.path(), alone.path(), &[]).ends(0);
        assert_same_but_for_links(alone.path(), out.path());

        let gone = "2017-socialnamnden-handlingsplan.pdf";
        write(corpus.path(), "ny.txt", "§ 1 Torget\nNämnden beslutar att godkänna planen.\n");
        std::fs::remove_file(corpus.path().join(gone)).expect("it goes");
        server.put("in/ny.txt", &std::fs::read(corpus.path().join("ny.txt")).expect("a file"));
        server.delete(&format!("in/{gone}"));
        let told = server.run(&["s3://handlingar/in/", "--out", &to]).ends(0).stderr;
        assert!(told.contains("1 filer hämtade, 3 oförändrade, 1 borttagna"), "{told}");
        run_corpus(corpus.path(), alone.path(), &[]).ends(0);
        assert_same_but_for_links(alone.path(), out.path());
    }

    /// Pages and the workbook link to originals, which lie elsewhere; all else is the same to the byte.
    #[track_caller]
    fn assert_same_but_for_links(one: &Path, other: &Path) {
        let told = |out: &Path| -> BTreeMap<String, Vec<u8>> {
            files(out).into_iter().filter(|(name, _)| !name.starts_with("report/")).collect()
        };
        assert!(told(one) == told(other), "tables, texts and index are the same");
    }

    #[test]
    fn results_are_whole_in_the_bucket_or_not_there() {
        let Some(server) = Server::start() else { return };
        let (corpus, alone) = (folder(), folder());
        write(corpus.path(), "a.txt", "§ 1 Torget\nNämnden beslutar att godkänna planen.\n");
        let from = corpus.path().to_string_lossy().into_owned();
        let run = || server.run(&[&from, "--out", "s3://handlingar/resultat"]);
        run().ends(0);
        run_corpus(corpus.path(), alone.path(), &[]).ends(0);
        let marker = server.get("resultat/paragraf-complete.json");
        let marker: serde_json::Value = serde_json::from_slice(&marker).expect("JSON");
        let came = folder();
        for name in marker["files"].as_object().expect("files by name").keys() {
            write(came.path(), name, server.get(&format!("resultat/{name}")));
        }
        assert_same(alone.path(), came.path());

        // the same again: what lies there is taken for what it is, and little is sent
        let told = run().ends(0).stderr;
        let sent = |told: &str| -> usize {
            let line = told.lines().find(|line| line.contains("filer skickade")).expect("it is told");
            line.split_whitespace().rev().nth(2).and_then(|word| word.parse().ok()).expect("a number")
        };
        assert!(sent(&told) <= 2, "only what tells the time differs: {told}");

        // half an upload has no marker, and is no folder of results
        server.delete("resultat/paragraf-complete.json");
        assert!(sent(&run().ends(0).stderr) > 10);

        // someone else wrote there
        server.put("resultat/documents.csv", b"annat");
        let told = run().ends(4).stderr;
        assert!(told.contains("documents.csv") && told.contains("stämmer inte"), "{told}");
    }

    #[test]
    fn nothing_is_asked_that_the_environment_does_not_allow() {
        let out = folder();
        let with = |variables: &[(&str, &str)]| -> String {
            let mut command = paragraf();
            for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"] {
                command.env_remove(name);
            }
            command.envs(variables.iter().copied()).args(["run", "s3://handlingar/in", "--out"]).arg(out.path());
            Ran::from(command.output().expect("the program starts")).ends(4).stderr
        };
        assert!(with(&[]).contains("AWS_ACCESS_KEY_ID"));
        let key = ("AWS_ACCESS_KEY_ID", "x");
        let told = with(&[key, ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_ENDPOINT_URL", "http://192.0.2.1:9000")]);
        assert!(told.contains("AWS_ALLOW_HTTP"), "{told}");
    }
}
