//! `run` and `merge` on object storage: inputs and parts are fetched to folders before, results sent after. The run itself
//! knows folders.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::config::{Settings, UsageError};
use crate::store::{self, Address, StoreError};

/// Where inputs are kept under the output folder, so that the next run fetches only what changed.
const INPUTS: &str = ".cache/inputs";

/// A run's settings with folders of this machine in place of addresses, and where its results go afterwards.
pub struct Staged {
    /// As the run uses them.
    pub settings: Settings,
    /// Where people find the results, as they named it.
    pub out: PathBuf,
    /// Holds the results until they are sent.
    results: Option<(Address, TempDir)>,
}

impl Staged {
    /// Fetch what the settings name in object storage; nothing happens where they name none.
    ///
    /// # Errors
    /// When an address is wrong, or can't be reached.
    pub fn fetch(settings: Settings, quiet: bool) -> anyhow::Result<Self> {
        let inputs = address_of(&settings.corpus)?;
        let mut staged = Self::of_results(settings)?;
        if let Some(address) = inputs {
            let folder = staged.settings.out.join(INPUTS);
            let fetched = store::fetch_inputs(&address, &folder)?;
            tell(&address, &fetched, quiet);
            staged.settings.corpus = folder;
        }
        Ok(staged)
    }

    /// Fetch only the results of an earlier run, where they belong in object storage; inputs stay where they are.
    ///
    /// # Errors
    /// As of [`Self::fetch`].
    pub fn of_results(settings: Settings) -> anyhow::Result<Self> {
        let results = address_of(&settings.out)?;
        let mut staged = Self { out: settings.out.clone(), settings, results: None };
        if let Some(address) = results {
            let folder = tempfile::tempdir()?;
            // what an earlier run read is there: this one goes on from it
            store::fetch_results(&address, folder.path())?;
            folder.path().clone_into(&mut staged.settings.out);
            staged.results = Some((address, folder));
        }
        Ok(staged)
    }

    /// Send the results, if they belong elsewhere.
    ///
    /// # Errors
    /// When the store can't be reached; it then holds no results rather than half of them.
    pub fn send(self, quiet: bool) -> anyhow::Result<()> {
        let Some((address, folder)) = self.results else { return Ok(()) };
        let sent = store::send_results(folder.path(), &address)?;
        if !quiet {
            eprintln!("paragraf: {address}: {sent} filer skickade");
        }
        Ok(())
    }
}

/// Parts as folders of this machine: those in object storage are fetched into the folder that comes with them.
///
/// # Errors
/// When an address is wrong, can't be reached, or holds no whole part.
pub fn fetch_parts(parts: &[PathBuf]) -> anyhow::Result<(Vec<PathBuf>, TempDir)> {
    let here = tempfile::tempdir()?;
    let fetch = |(number, part): (usize, &PathBuf)| {
        let Some(address) = address_of(part)? else { return Ok(part.clone()) };
        let folder = here.path().join(number.to_string());
        anyhow::ensure!(store::fetch_results(&address, &folder)?, "{address}: ingen hel del där");
        Ok(folder)
    };
    let parts = parts.iter().enumerate().map(fetch).collect::<anyhow::Result<_>>()?;
    Ok((parts, here))
}

fn tell(address: &Address, fetched: &store::Fetched, quiet: bool) {
    for key in &fetched.refused {
        eprintln!("paragraf: {address}: nyckeln {key:?} leder ut ur mappen och hämtas inte");
    }
    if !quiet {
        let store::Fetched { fetched, kept, removed, .. } = fetched;
        eprintln!("paragraf: {address}: {fetched} filer hämtade, {kept} oförändrade, {removed} borttagna");
    }
}

/// Refuse addresses where only folders will do.
///
/// # Errors
/// When one of the paths is an address.
pub fn only_folders(paths: &[&Path]) -> Result<(), UsageError> {
    match paths.iter().find(|path| Address::of(path).map_or(true, |address| address.is_some())) {
        Some(path) => Err(UsageError(format!(
            "{}: bara `paragraf run` och `merge` läser och skriver i objektlagring, och inte med --dry-run; hämta mappen hit först",
            path.display()
        ))),
        None => Ok(()),
    }
}

fn address_of(path: &Path) -> Result<Option<Address>, UsageError> {
    match Address::of(path) {
        Ok(Some(address)) if !store::BUILT => Err(UsageError(StoreError::NotBuilt(address.to_string()).to_string())),
        other => other.map_err(|error| UsageError(error.to_string())),
    }
}
