//! Takes from a worker what reading a PDF does not need: memory over its cap, other files, the network, other programs.
//!
//! A fault in a decoder is then a fault in a process that can read the corpus and write to its pipe. What a system does not
//! offer is not taken; what was is told by [`Confined`], in `run.json` and by `paragraf doctor`. A program of others'
//! (tesseract) is confined in the same way: our own process gives everything up and then becomes that program ([`turn_into`]).

use std::ffi::OsString;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What a worker may still do.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// Address space in MB.
    pub memory_mb: u64,
    /// Files and folders it may read; none: every file.
    pub read: Vec<PathBuf>,
    /// Folder that it may write pictures into.
    pub pictures: Option<PathBuf>,
    /// Seconds of work; none: those that its parent waits.
    pub cpu_s: Option<u64>,
    /// It is to become another program.
    pub programs: bool,
}

/// What was taken from a worker.
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own that a system has or has not")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confined {
    /// Memory, size of files, open files (setrlimit).
    pub limits: bool,
    /// Rights that a program it starts could gain (no-new-privileges).
    pub privileges: bool,
    /// Files outside the corpus (Landlock).
    pub files: bool,
    /// Network, other programs and processes (seccomp).
    pub calls: bool,
}

impl Confined {
    /// In words, for people.
    #[must_use]
    pub fn in_words(self) -> String {
        let parts = [
            (self.limits, "minnestak"),
            (self.privileges, "inga nya rättigheter"),
            (self.files, "bara korpusens filer (Landlock)"),
            (self.calls, "inget nät och inga andra program (seccomp)"),
        ];
        let taken: Vec<&str> = parts.into_iter().filter(|(taken, _)| *taken).map(|(_, words)| words).collect();
        if taken.is_empty() { "inget; bara tidsgränsen skyddar".to_owned() } else { taken.join(", ") }
    }
}

/// Largest file that a worker writes (MB): a picture of a page of the most pixels, as PNG or PGM.
const LARGEST_PICTURE_MB: u64 = 512;

/// Files that a worker has open at a time, with room to spare.
const OPEN_FILES: u64 = 64;

/// Confine this process. Before any thread is started: each inherits it.
pub fn confine(allowed: &Allowed) -> Confined {
    let limits = limit(allowed);
    let (files, privileges) = system::files(allowed);
    let calls = system::calls(allowed.programs);
    // a filter of calls can't be set without giving up new rights first
    Confined { limits, privileges: privileges || calls, files, calls }
}

/// Become another program, which stays as confined as this process is. Comes back only where that fails, and says why.
#[must_use]
pub fn turn_into(program: &OsString, arguments: &[OsString]) -> std::io::Error {
    use std::os::unix::process::CommandExt as _;
    std::process::Command::new(program).args(arguments).exec()
}

fn limit(allowed: &Allowed) -> bool {
    use rlimit::Resource;
    let mut limits = vec![(Resource::AS, allowed.memory_mb << 20), (Resource::FSIZE, LARGEST_PICTURE_MB << 20)];
    limits.extend(allowed.cpu_s.map(|seconds| (Resource::CPU, seconds)));
    // a core of a worker is a copy of a document
    limits.extend([(Resource::CORE, 0), (Resource::NOFILE, OPEN_FILES)]);
    // each for itself: one that the system has not does not cost the others
    let set: Vec<bool> = limits.into_iter().map(|(what, most)| rlimit::setrlimit(what, most, most).is_ok()).collect();
    set[0]
}

#[cfg(target_os = "linux")]
mod system {
    use std::collections::BTreeMap;

    use landlock::{
        ABI, Access as _, AccessFs, Ruleset, RulesetAttr as _, RulesetCreatedAttr as _, RulesetError, RulesetStatus,
        path_beneath_rules,
    };
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

    use super::Allowed;

    /// Rights on files that are asked for; an older kernel gives those it knows.
    const FILES: ABI = ABI::V3;

    /// Calls that start a program.
    const PROGRAMS: [i64; 2] = [libc::SYS_execve, libc::SYS_execveat];

    /// Calls that a reader never needs: the network, other processes, file systems, the kernel's tools.
    const REFUSED: [i64; 23] = [
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_kill,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_chroot,
        libc::SYS_setns,
        libc::SYS_unshare,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_keyctl,
        libc::SYS_io_uring_setup,
        libc::SYS_userfaultfd,
    ];

    /// Whether other files are out of reach, and whether new privileges are given up.
    pub fn files(allowed: &Allowed) -> (bool, bool) {
        if allowed.read.is_empty() {
            return (false, false);
        }
        restrict(allowed).unwrap_or((false, false))
    }

    fn restrict(allowed: &Allowed) -> Result<(bool, bool), RulesetError> {
        let status = Ruleset::default()
            .handle_access(AccessFs::from_all(FILES))?
            .create()?
            .add_rules(path_beneath_rules(&allowed.read, AccessFs::from_read(FILES)))?
            .add_rules(path_beneath_rules(&allowed.pictures, AccessFs::from_all(FILES)))?
            .restrict_self()?;
        Ok((status.ruleset != RulesetStatus::NotEnforced, status.no_new_privs))
    }

    /// Whether calls of [`REFUSED`] fail from now on, and unless `programs` are to be started those of [`PROGRAMS`], as if
    /// the user had no right to them.
    pub fn calls(programs: bool) -> bool {
        let filter = || -> Result<(), Box<dyn std::error::Error>> {
            let refused = REFUSED.into_iter().chain(PROGRAMS.into_iter().filter(|_| !programs));
            let rules = refused.map(|call| (call, Vec::new())).collect::<BTreeMap<_, _>>();
            let refuse = SeccompAction::Errno(libc::EPERM as u32);
            let machine = std::env::consts::ARCH.try_into()?;
            let program: BpfProgram = SeccompFilter::new(rules, SeccompAction::Allow, refuse, machine)?.try_into()?;
            Ok(apply_filter(&program)?)
        };
        filter().is_ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::Allowed;

    pub fn files(_: &Allowed) -> (bool, bool) {
        (false, false)
    }

    pub fn calls(_: bool) -> bool {
        false
    }
}
