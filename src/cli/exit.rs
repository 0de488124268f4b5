//! Exit codes, chosen once and printed in the help.

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All well.
    Ok = 0,
    /// Nothing found (`search`, `trace`).
    NothingFound = 1,
    /// Wrong usage.
    Usage = 2,
    /// Done, but some inputs failed.
    SomeFailed = 3,
    /// Nothing usable.
    NothingUsable = 4,
    /// `verify` found a difference.
    Differs = 5,
    /// Interrupted; the next run resumes.
    Interrupted = 130,
}

impl std::process::Termination for Exit {
    fn report(self) -> std::process::ExitCode {
        (self as u8).into()
    }
}
