//! Progress and messages on stderr: a bar with time left on a terminal, plain lines elsewhere.
