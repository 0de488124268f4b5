//! Drives Debian's Chromium over its `DevTools` protocol: one window, no network but this machine's loopback.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// Longest wait for anything the browser is asked.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with one window.
pub struct Browser {
    child: Child,
    socket: WebSocket<TcpStream>,
    session: String,
    number: u64,
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

/// The browser's program; `None` where there is none, which is said.
pub fn program() -> Option<&'static str> {
    let found =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser"].into_iter().find(|path| std::path::Path::new(path).exists());
    if found.is_none() {
        eprintln!("left out: no Chromium on this machine (Debian's package chromium; .ci/run installs it)");
    }
    found
}

impl Browser {
    /// Start it; `None` where there is no Chromium.
    pub fn start() -> Option<Self> {
        let profile = tempfile::tempdir().expect("a folder for the browser");
        let mut child = Command::new(program()?)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--hide-scrollbars",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
            ])
            .args(["--remote-debugging-port=0", "--force-color-profile=srgb", "--lang=sv"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let mut told = BufReader::new(child.stderr.take().expect("its stderr"));
        let address = loop {
            let mut line = String::new();
            assert!(told.read_line(&mut line).expect("the browser's words") > 0, "the browser ended");
            if let Some(address) = line.trim().strip_prefix("DevTools listening on ") {
                break address.to_owned();
            }
        };
        // what else it says must be taken, or it stops at a full pipe
        std::thread::spawn(move || told.lines().map_while(Result::ok).for_each(drop));
        let host = address.trim_start_matches("ws://").split('/').next().expect("a host").to_owned();
        let stream = TcpStream::connect(host).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a clock");
        let (socket, _) = tungstenite::client(address.as_str(), stream).expect("a websocket");
        let mut browser =
            Self { child, socket, session: String::new(), number: 0, events: Vec::new(), _profile: profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            browser.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        attached["sessionId"].as_str().expect("a session").clone_into(&mut browser.session);
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "Network.enable"] {
            browser.call(domain, json!({}));
        }
        Some(browser)
    }

    /// Ask the browser something.
    #[expect(clippy::needless_pass_by_value, reason = "`json!` makes it on the spot")]
    #[track_caller]
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.number += 1;
        let mut request = json!({ "id": self.number, "method": method, "params": parameters });
        if !self.session.is_empty() {
            request["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(request.to_string())).expect("it is sent");
        loop {
            let answer = self.hear();
            if answer["id"] == self.number {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn hear(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.socket.read().expect("the browser answers in time") {
                return serde_json::from_str(&text).expect("JSON");
            }
        }
    }

    /// Open an address and wait until it is loaded.
    #[track_caller]
    pub fn open(&mut self, address: &str) {
        self.events.retain(|event| event["method"] != "Page.loadEventFired");
        let gone = self.call("Page.navigate", json!({ "url": address }));
        assert!(gone["errorText"].is_null(), "{address}: {}", gone["errorText"]);
        if gone["loaderId"].is_null() {
            // the address differs in its place on the page only, which loads nothing
            self.call("Page.reload", json!({}));
        }
        self.loaded();
    }

    /// Wait for the page that a click or a key leads to.
    #[track_caller]
    pub fn loaded(&mut self) {
        let begin = Instant::now();
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            assert!(begin.elapsed() < PATIENCE, "no page came");
            let event = self.hear();
            self.events.push(event);
        }
        self.events.retain(|event| event["method"] != "Page.loadEventFired");
    }

    /// The value of a piece of script.
    #[track_caller]
    pub fn value(&mut self, script: &str) -> Value {
        let asked = json!({ "expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{script}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// The value as text.
    #[track_caller]
    pub fn text(&mut self, script: &str) -> String {
        self.value(script).as_str().unwrap_or_default().to_owned()
    }

    /// Follow a link or press a button by its selector.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        self.events.retain(|event| event["method"] != "Page.loadEventFired");
        let found = self.value(&format!("(e => e ? (e.click(), true) : false)(document.querySelector({selector:?}))"));
        assert_eq!(found, json!(true), "{selector} is not on {}", self.text("location.href"));
        self.loaded();
    }

    /// Press a key as a person does.
    pub fn press(&mut self, key: &str) {
        let text = if key == "Enter" { "\r" } else { key };
        let code = if key == "Enter" { 13 } else { 0 };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code });
            if kind == "keyDown" && key.len() == 1 || key == "Enter" {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Make the window so wide and high, in CSS pixels.
    pub fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Show pages in the dark, or in the light.
    pub fn dark(&mut self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        self.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] }),
        );
    }

    /// A picture of what is in the window, as PNG; `scale` makes it smaller.
    pub fn picture(&mut self, width: u32, height: u32, scale: f64) -> Vec<u8> {
        let at = self.value("scrollY").as_f64().unwrap_or(0.0);
        let clip = json!({ "x": 0, "y": at, "width": width, "height": height, "scale": scale });
        let answer = self
            .call("Page.captureScreenshot", json!({ "format": "png", "clip": clip, "captureBeyondViewport": true }));
        base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().expect("a picture")).expect("base64")
    }

    /// What the console said that is an error, and which other machines were asked for something; both should be nothing.
    pub fn trouble(&mut self) -> Vec<String> {
        let mut trouble = Vec::new();
        for event in std::mem::take(&mut self.events) {
            let of = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown" => trouble.push(of["exceptionDetails"].to_string()),
                "Runtime.consoleAPICalled" if of["type"] == "error" => trouble.push(of["args"].to_string()),
                "Log.entryAdded" if of["entry"]["level"] == "error" => trouble.push(of["entry"].to_string()),
                "Network.requestWillBeSent" => {
                    let url = of["request"]["url"].as_str().unwrap_or_default();
                    if !["http://127.0.0.1:", "file://", "data:", "about:"].iter().any(|own| url.starts_with(own)) {
                        trouble.push(format!("asked {url}"));
                    }
                }
                _ => {}
            }
        }
        trouble
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // it may be gone already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
