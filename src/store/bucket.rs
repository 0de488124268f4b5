//! A bucket under a prefix: list, get, put, delete. All that is asynchronous stays in here.

use std::collections::BTreeMap;
use std::fs::File;
use std::future::{Future, poll_fn};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{ClientOptions, Error, ObjectStore, ObjectStoreExt as _, WriteMultipart};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::compare::{Listing, Object};
use super::{Address, StoreError, allow};

/// Objects on their way at a time.
const AT_A_TIME: usize = 8;
/// Bytes of a piece of a large object; a larger file is never in memory as a whole.
const PIECE: usize = 8 << 20;
/// Pieces of one object on their way at a time.
const PIECES_AT_A_TIME: usize = 4;
/// Seconds without a byte after which a line is given up and tried again.
const SILENCE_S: u64 = 60;

/// What lies under a prefix of a bucket.
pub struct Bucket {
    store: Arc<AmazonS3>,
    prefix: Key,
    runtime: Runtime,
}

impl Bucket {
    /// Prepare to reach it, as the environment says; nothing is asked yet.
    ///
    /// # Errors
    /// When the environment does not say who asks, or says what is not allowed.
    pub fn new(address: &Address) -> Result<Self, StoreError> {
        let plain_http = allow::plain_http(|name| std::env::var(name).ok())?;
        // chosen here since the library's own choice takes minutes to build; a second call finds it chosen
        let _ = rustls::crypto::ring::default_provider().install_default();
        let options = ClientOptions::new()
            .with_allow_http(plain_http)
            .with_connect_timeout(Duration::from_secs(10))
            .with_read_timeout(Duration::from_secs(SILENCE_S))
            // a large object may take long as long as something comes
            .with_timeout_disabled();
        let environment = |error: &dyn ToString| StoreError::Environment(format!("s3: {}", error.to_string()));
        let store = AmazonS3Builder::from_env()
            .with_client_options(options)
            .with_bucket_name(&address.bucket)
            .build()
            .map_err(|error| environment(&error))?;
        let prefix = Key::parse(&address.prefix).map_err(|error| environment(&error))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| environment(&error))?;
        Ok(Self { store: Arc::new(store), prefix, runtime })
    }

    /// Everything under the prefix.
    pub fn list(&self) -> Result<Listing, StoreError> {
        let told = |error: Error| StoreError::store(&self.prefix, &error);
        let mut stream = self.store.list(Some(&self.prefix));
        self.runtime.block_on(async {
            let mut listing = BTreeMap::new();
            while let Some(meta) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
                let meta = meta.map_err(told)?;
                let Some(parts) = meta.location.prefix_match(&self.prefix) else { continue };
                let name = parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/");
                let object = Object { size: meta.size, etag: meta.e_tag, modified: meta.last_modified.to_rfc3339() };
                listing.insert(name, object);
            }
            Ok(listing)
        })
    }

    /// A small object; `None` where there is none.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let key = self.key(name)?;
        let bytes = self.runtime.block_on(async { self.store.get(&key).await?.bytes().await });
        match bytes {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(StoreError::store(&key, &error)),
        }
    }

    /// Write a small object.
    pub fn write(&self, name: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let key = self.key(name)?;
        let put = self.runtime.block_on(self.store.put(&key, bytes.into()));
        put.map(|_| ()).map_err(|error| StoreError::store(&key, &error))
    }

    /// Fetch objects to files, each of which appears whole or not at all.
    pub fn get_all(&self, files: impl Iterator<Item = (String, PathBuf)>) -> Result<(), StoreError> {
        self.each(files, download)
    }

    /// Send files.
    pub fn put_all(&self, files: impl Iterator<Item = (String, PathBuf)>) -> Result<(), StoreError> {
        self.each(files, upload)
    }

    /// Delete objects; those that are gone already do not matter.
    pub fn delete(&self, names: impl Iterator<Item = String>) -> Result<(), StoreError> {
        for name in names {
            let key = self.key(&name)?;
            match self.runtime.block_on(self.store.delete(&key)) {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(StoreError::store(&key, &error)),
            }
        }
        Ok(())
    }

    fn key(&self, name: &str) -> Result<Key, StoreError> {
        let whole = if self.prefix.as_ref().is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) };
        Key::parse(&whole).map_err(|error| StoreError::store(&whole, &error))
    }

    /// Some at a time; the first that fails ends all.
    fn each<F>(
        &self,
        files: impl Iterator<Item = (String, PathBuf)>,
        work: fn(Arc<AmazonS3>, Key, PathBuf) -> F,
    ) -> Result<(), StoreError>
    where
        F: Future<Output = Result<(), StoreError>> + Send + 'static,
    {
        self.runtime.block_on(async {
            let mut running = JoinSet::new();
            for (name, path) in files {
                if running.len() == AT_A_TIME {
                    next(&mut running).await?;
                }
                running.spawn(work(Arc::clone(&self.store), self.key(&name)?, path));
            }
            while !running.is_empty() {
                next(&mut running).await?;
            }
            Ok(())
        })
    }
}

async fn next(running: &mut JoinSet<Result<(), StoreError>>) -> Result<(), StoreError> {
    match running.join_next().await {
        Some(Ok(done)) => done,
        Some(Err(broken)) => Err(StoreError::store(&"-", &broken)),
        None => Ok(()),
    }
}

async fn download(store: Arc<AmazonS3>, key: Key, path: PathBuf) -> Result<(), StoreError> {
    let told = |error: Error| StoreError::store(&key, &error);
    let part = beside(&path)?;
    let mut file = File::create(&part).map_err(StoreError::io(&part))?;
    let mut stream = store.get(&key).await.map_err(told)?.into_stream();
    while let Some(bytes) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        file.write_all(&bytes.map_err(told)?).map_err(StoreError::io(&part))?;
    }
    std::fs::rename(&part, &path).map_err(StoreError::io(&path))
}

/// A place in the same folder to write to first.
fn beside(path: &Path) -> Result<PathBuf, StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(folder.join(format!(".{name}.part")))
}

async fn upload(store: Arc<AmazonS3>, key: Key, path: PathBuf) -> Result<(), StoreError> {
    let told = |error: Error| StoreError::store(&key, &error);
    let mut file = File::open(&path).map_err(StoreError::io(&path))?;
    let mut piece = next_piece(&mut file).map_err(StoreError::io(&path))?;
    if piece.len() < PIECE {
        return store.put(&key, piece.into()).await.map(|_| ()).map_err(told);
    }
    let mut sending = WriteMultipart::new_with_chunk_size(store.put_multipart(&key).await.map_err(told)?, PIECE);
    while !piece.is_empty() {
        sending.wait_for_capacity(PIECES_AT_A_TIME).await.map_err(told)?;
        sending.put(piece.into());
        piece = next_piece(&mut file).map_err(StoreError::io(&path))?;
    }
    sending.finish().await.map(|_| ()).map_err(told)
}

/// The next bytes of a file, a full piece unless it ends.
fn next_piece(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    file.take(PIECE as u64).read_to_end(&mut piece)?;
    Ok(piece)
}
