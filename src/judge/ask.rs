//! Asks a language model that speaks the OpenAI-compatible chat API (llama.cpp, Ollama and vLLM do).

use std::net::IpAddr;
use std::time::Duration;

use serde_json::{Value, json};

use super::exchange::named;
use super::{JudgeError, finding};
use crate::matching::judge::{Answer, Question};
use crate::text::Finding;

/// Longest answer read, in bytes: a verdict is a few hundred.
const LONGEST: u64 = 256 * 1024;
/// Tries for one question.
const TRIES: u32 = 2;
/// Questions in a row without any answer from the server, after which it counts as dead.
const DEAD_AFTER: u32 = 3;

/// How to ask.
#[derive(Clone, Debug)]
pub struct AskSettings {
    /// `http://127.0.0.1:8080`; the path of the API is added.
    pub url: String,
    /// The model's name, as the server knows it.
    pub model: String,
    /// Seconds for one answer.
    pub timeout_s: u64,
    /// Let texts leave this machine.
    pub remote: bool,
}

/// Whether the address may be asked: it is `http://` and on this machine, or the user said otherwise.
///
/// # Errors
/// Says what to do.
pub fn check_address(settings: &AskSettings) -> Result<(), JudgeError> {
    let uri: ureq::http::Uri = settings.url.parse().map_err(|error| {
        JudgeError::Address(format!("{}: ingen adress ({error}); skriv t.ex. http://127.0.0.1:8080", settings.url))
    })?;
    if uri.scheme_str() != Some("http") {
        return Err(JudgeError::Address(format!(
            "{}: bara http:// kan frågas; sätt en TLS-proxy på maskinen framför",
            settings.url
        )));
    }
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if !here && !settings.remote {
        return Err(JudgeError::Address(format!(
            "{host} är inte den här maskinen: handlingarnas text skulle lämna den; lägg till --judge-remote om det är meningen"
        )));
    }
    Ok(())
}

/// Ask every question in turn; `told` hears of each. What could not be had is told in findings, and the rest is asked on,
/// unless the server seems dead.
#[must_use]
pub fn ask(
    settings: &AskSettings,
    questions: &[&Question],
    mut told: impl FnMut() -> bool,
) -> (Vec<Answer>, Vec<Finding>) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(settings.timeout_s)))
        .max_redirects(0)
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .into();
    let (mut answers, mut findings, mut silent) = (Vec::new(), Vec::new(), 0);
    for (at, question) in questions.iter().enumerate() {
        match tried(&agent, settings, question) {
            Ok(answer) => {
                silent = 0;
                answers.push(answer);
            }
            Err(failure) => {
                silent = if failure.silent { silent + 1 } else { 0 };
                let message = format!("bedömaren svarade inte om {}: {}", question.point_id, failure.message);
                findings.push(finding(question.plan_doc_id.clone(), "judge", message));
            }
        }
        let go_on = told();
        if silent == DEAD_AFTER || !go_on {
            let left = questions.len() - at - 1;
            if left > 0 {
                let why = if go_on { "bedömaren svarar inte" } else { "avbrutet" };
                let message = format!("{why}: {left} frågor ställdes aldrig; kör igen för att fortsätta");
                findings.push(finding(String::new(), "judge", message));
            }
            break;
        }
    }
    (answers, findings)
}

struct Failure {
    message: String,
    /// Nothing came from the server at all.
    silent: bool,
}

fn tried(agent: &ureq::Agent, settings: &AskSettings, question: &Question) -> Result<Answer, Failure> {
    let mut failure = Failure { message: String::new(), silent: true };
    for attempt in 0..TRIES {
        if attempt > 0 {
            std::thread::sleep(Duration::from_millis(300));
        }
        match once(agent, settings, question) {
            Ok(answer) => return Ok(answer),
            // a model at temperature 0 says the same again; only a server can get better
            Err(new) if !new.silent => return Err(new),
            Err(new) => failure = new,
        }
    }
    Err(failure)
}

fn once(agent: &ureq::Agent, settings: &AskSettings, question: &Question) -> Result<Answer, Failure> {
    let url = format!("{}/v1/chat/completions", settings.url.trim_end_matches('/').trim_end_matches("/v1"));
    let body = json!({
        "model": settings.model,
        "temperature": 0,
        "messages": [{"role": "user", "content": question.prompt}],
    });
    let silent = |error: ureq::Error| Failure { message: error.to_string(), silent: true };
    let spoke = |message: String| Failure { message, silent: false };
    let mut response =
        agent.post(&url).header("content-type", "application/json").send(body.to_string()).map_err(silent)?;
    let status = response.status();
    let text = response.body_mut().with_config().limit(LONGEST).read_to_string();
    if status.is_server_error() {
        return Err(Failure { message: format!("servern svarade {status}"), silent: true });
    }
    if !status.is_success() {
        return Err(spoke(format!("servern svarade {status}")));
    }
    let text = text.map_err(|error| spoke(error.to_string()))?;
    let reply: Value = serde_json::from_str(&text).map_err(|error| spoke(format!("svaret är inte JSON: {error}")))?;
    let content =
        reply["choices"][0]["message"]["content"].as_str().ok_or_else(|| spoke("svaret har ingen text".to_owned()))?;
    let answer =
        verdict(content).ok_or_else(|| spoke("svarets text har inget JSON-objekt med ett omdöme".to_owned()))?;
    Ok(Answer { id: question.id.clone(), judge: named(&settings.model, "modell"), ..answer })
}

/// The verdict in a model's words, which may stand in a fence or after some thought.
fn verdict(content: &str) -> Option<Answer> {
    let to = content.rfind('}')? + 1;
    let opening = content[..to].match_indices('{').map(|(at, _)| at);
    // the outermost object that is a verdict; a model's thoughts may hold braces too
    opening.take(50).find_map(|from| serde_json::from_str(&content[from..to]).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_found_in_what_models_say() {
        let status = |content: &str| verdict(content).map(|answer| answer.status);
        assert_eq!(status(r#"{"status": "partly"}"#).as_deref(), Some("partly"));
        assert_eq!(
            status("Tänk {så här}.\n```json\n{\"status\": \"addressed\", \"quotes\": [\"}\"]}\n```").as_deref(),
            Some("addressed")
        );
        assert_eq!(status("jag vet inte"), None);
    }

    #[test]
    fn texts_do_not_leave_the_machine_unasked() {
        let check = |url: &str, remote| {
            check_address(&AskSettings { url: url.to_owned(), model: String::new(), timeout_s: 1, remote }).is_ok()
        };
        assert!(check("http://127.0.0.1:8080", false));
        assert!(check("http://localhost:11434/v1", false));
        assert!(check("http://[::1]:80", false));
        assert!(!check("http://10.0.0.7:8080", false));
        assert!(!check("http://127.0.0.1.exempel.se", false));
        assert!(check("http://10.0.0.7:8080", true));
        assert!(!check("https://127.0.0.1", false));
        assert!(!check("ingenting", false));
    }
}
