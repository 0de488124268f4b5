//! Keeps a fault of one room to what it happened in: a document, or one step over all documents.
//!
//! The rooms are ours and must not panic, but their input is the world's. A panic becomes a finding, so that the other
//! documents and tables are written and the run ends with code 3.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::text::{Finding, Severity};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// Where in the program the last caught panic began.
    static PLACE: Cell<String> = const { Cell::new(String::new()) };
}

/// Do the work, or say in a finding that it broke off. `path` is the input it was about, or empty.
pub(super) fn guarded<T>(path: &str, stage: &'static str, work: impl FnOnce() -> T) -> Result<T, Finding> {
    quiet_hook();
    let before = GUARDED.replace(true);
    // what the work was making is dropped; it shares nothing that is changed in place
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    result.map_err(|payload| Finding {
        path: path.to_owned(),
        page: None,
        stage,
        kind: "panic",
        severity: Severity::Failed,
        message: format!(
            "ett fel i programmet avbröt steget; meddela det gärna: {} ({})",
            words(payload.as_ref()),
            PLACE.take()
        ),
    })
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("okänt fel")
}

/// A caught panic is told in `errors.csv`; the trace on stderr would look as if the whole run had died.
fn quiet_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                PLACE.set(info.location().map(ToString::to_string).unwrap_or_default());
            } else {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_finding_and_the_next_work_is_done() {
        let broken = guarded("a.pdf", "segment", || -> u32 { panic!("rad {} saknas", 7) });
        let finding = broken.expect_err("it panicked");
        assert_eq!((finding.path.as_str(), finding.stage, finding.kind), ("a.pdf", "segment", "panic"));
        assert!(finding.message.contains("rad 7 saknas (src/pipeline/guard.rs:"), "{}", finding.message);
        assert_eq!(guarded("b.pdf", "segment", || 3), Ok(3));
    }
}
