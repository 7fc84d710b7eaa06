//! Bytes by their hash. The same bytes are kept once.
use std::{collections::HashMap, fmt, sync::Mutex};

use async_trait::async_trait;

/// SHA-256 of the bytes, as 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash(String);

impl BlobHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads 64 hex digits; anything else is no hash, which also keeps paths out.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
            .then(|| Self(text.to_owned()))
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why bytes could not be kept or found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// The disk or the bucket has no room. Nothing was written.
    #[error("there is no room left to store files")]
    Full,
    /// No bytes with this hash.
    #[error("the stored bytes {0} are missing")]
    Missing(BlobHash),
    /// The store does not answer or answered something else than what was put in.
    #[error("the file store failed: {0}")]
    Broken(String),
}

/// A content-addressed store. Puts are idempotent; bytes never change under their hash.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Keeps the bytes and answers their hash once they are durable.
    async fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError>;
    /// The bytes of that hash.
    async fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError>;
}

/// Keeps everything in memory; `fill_up` makes it refuse, as a full disk does.
#[derive(Debug, Default)]
pub struct MemoryBlobs {
    kept: Mutex<HashMap<BlobHash, Vec<u8>>>,
    full: std::sync::atomic::AtomicBool,
}

impl MemoryBlobs {
    /// From now on every put answers `Full` (or works again).
    pub fn fill_up(&self, full: bool) {
        self.full.store(full, std::sync::atomic::Ordering::SeqCst);
    }
}

#[async_trait]
impl BlobStore for MemoryBlobs {
    async fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        if self.full.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(BlobError::Full);
        }
        let hash = BlobHash::of(bytes);
        self.kept.lock().expect("no holder of this lock panics").insert(hash.clone(), bytes.to_vec());
        Ok(hash)
    }

    async fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        let kept = self.kept.lock().expect("no holder of this lock panics");
        kept.get(hash).cloned().ok_or_else(|| BlobError::Missing(hash.clone()))
    }
}
