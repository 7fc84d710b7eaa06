//! Blobs in a folder: `sha256/ab/cd/abcd…`, written to a temporary file, synced, then renamed into place.
//!
//! A name is the hash of what is in it, so two writers of the same bytes cannot disagree, and a reader never sees half a
//! file. What is read is hashed again: a disk that lies is found out.
use std::{
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use kernel::Fault;
use ports::{BlobError, BlobHash, BlobStore};

/// A folder of blobs.
#[derive(Debug)]
pub struct FolderBlobs {
    root: PathBuf,
    temporary: AtomicU64,
}

impl FolderBlobs {
    /// Opens the folder, making it when it is missing.
    pub fn open(root: &Path) -> Result<Self, Fault> {
        let incoming = root.join("incoming");
        std::fs::create_dir_all(&incoming)
            .map_err(|error| Fault::from(error).while_doing(&format!("making {}", incoming.display())))?;
        Ok(Self { root: root.to_owned(), temporary: AtomicU64::new(0) })
    }

    fn place(&self, hash: &BlobHash) -> PathBuf {
        let digits = hash.as_str();
        self.root.join("sha256").join(&digits[..2]).join(&digits[2..4]).join(digits)
    }
}

fn broken(error: std::io::Error) -> BlobError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => BlobError::Full,
        _ => BlobError::Broken(error.to_string()),
    }
}

fn write(place: &Path, temporary: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::create(temporary)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(temporary, place));
    if written.is_err() {
        // Nothing points at the half-written file; leaving it would only fill a full disk further.
        let _ = std::fs::remove_file(temporary);
    }
    written
}

#[async_trait]
impl BlobStore for FolderBlobs {
    async fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(bytes);
        let place = self.place(&hash);
        let number = self.temporary.fetch_add(1, Ordering::Relaxed);
        let temporary = self.root.join("incoming").join(format!("{}-{number}", std::process::id()));
        let bytes = bytes.to_vec();
        tokio::task::spawn_blocking(move || {
            if std::fs::metadata(&place).is_ok_and(|meta| meta.len() == bytes.len() as u64) {
                return Ok(());
            }
            write(&place, &temporary, &bytes).map_err(broken)
        })
        .await
        .map_err(|error| BlobError::Broken(error.to_string()))??;
        Ok(hash)
    }

    async fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        let (place, hash) = (self.place(hash), hash.clone());
        tokio::task::spawn_blocking(move || match std::fs::read(&place) {
            Ok(bytes) if BlobHash::of(&bytes) == hash => Ok(bytes),
            Ok(_) => Err(BlobError::Broken(format!("{hash} holds other bytes than were stored"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(BlobError::Missing(hash)),
            Err(error) => Err(broken(error)),
        })
        .await
        .map_err(|error| BlobError::Broken(error.to_string()))?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ports::blobs::MemoryBlobs;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("burnish-blobs-{}-{name}", std::process::id()))
    }

    /// What every store keeps, the fake too.
    async fn keeps_the_contract(store: &dyn BlobStore) {
        let hash = store.put(b"twice").await.unwrap();
        assert_eq!(store.put(b"twice").await.unwrap(), hash);
        assert_eq!(store.get(&hash).await.unwrap(), b"twice");
        let empty = store.put(b"").await.unwrap();
        assert_eq!(store.get(&empty).await.unwrap(), b"");
        let absent = BlobHash::of(b"never stored");
        assert_eq!(store.get(&absent).await, Err(BlobError::Missing(absent)));
    }

    #[tokio::test]
    async fn folder_and_fake_keep_the_same_contract() {
        let root = folder("contract");
        keeps_the_contract(&FolderBlobs::open(&root).unwrap()).await;
        keeps_the_contract(&MemoryBlobs::default()).await;
        std::fs::remove_dir_all(root).unwrap();
    }

    #[tokio::test]
    async fn a_hundred_writers_of_one_blob_agree() {
        let root = folder("writers");
        let store = Arc::new(FolderBlobs::open(&root).unwrap());
        let bytes = vec![7_u8; 100_000];
        let writers = (0..100).map(|_| store.put(&bytes));
        for put in futures::future::join_all(writers).await {
            assert_eq!(put.unwrap(), BlobHash::of(&bytes));
        }
        assert_eq!(store.get(&BlobHash::of(&bytes)).await.unwrap(), bytes);
        assert_eq!(std::fs::read_dir(root.join("incoming")).unwrap().count(), 0);
        std::fs::remove_dir_all(root).unwrap();
    }

    #[tokio::test]
    async fn changed_bytes_are_found_out() {
        let root = folder("changed");
        let store = FolderBlobs::open(&root).unwrap();
        let hash = store.put(b"true").await.unwrap();
        std::fs::write(store.place(&hash), b"lies").unwrap();
        assert!(matches!(store.get(&hash).await, Err(BlobError::Broken(_))));
        std::fs::remove_dir_all(root).unwrap();
    }

    #[tokio::test]
    async fn a_full_disk_is_told_apart_and_leaves_nothing_behind() {
        // /dev/full answers every write with "no space left on device".
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").and_then(|mut file| file.write_all(b"x"));
        assert_eq!(broken(full.unwrap_err()), BlobError::Full);
        let root = folder("full");
        let store = FolderBlobs::open(&root).unwrap();
        std::os::unix::fs::symlink("/dev/full", root.join("incoming").join(format!("{}-0", std::process::id())))
            .unwrap();
        assert_eq!(store.put(b"no room").await, Err(BlobError::Full));
        assert_eq!(std::fs::read_dir(root.join("incoming")).unwrap().count(), 0);
        assert_eq!(store.get(&BlobHash::of(b"no room")).await, Err(BlobError::Missing(BlobHash::of(b"no room"))));
        std::fs::remove_dir_all(root).unwrap();
    }
}
