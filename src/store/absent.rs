//! The same door in a program that was built without `s3`: it opens on a word about that.

use std::path::Path;

use super::{Address, Fetched, StoreError};

/// Refused.
///
/// # Errors
/// Always: [`StoreError::NotBuilt`].
pub fn fetch_inputs(address: &Address, _folder: &Path) -> Result<Fetched, StoreError> {
    Err(StoreError::NotBuilt(address.to_string()))
}

/// Refused.
///
/// # Errors
/// Always: [`StoreError::NotBuilt`].
pub fn fetch_results(address: &Address, _folder: &Path) -> Result<bool, StoreError> {
    Err(StoreError::NotBuilt(address.to_string()))
}

/// Refused.
///
/// # Errors
/// Always: [`StoreError::NotBuilt`].
pub fn send_results(_folder: &Path, address: &Address) -> Result<usize, StoreError> {
    Err(StoreError::NotBuilt(address.to_string()))
}
