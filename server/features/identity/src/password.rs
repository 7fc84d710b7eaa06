//! Argon2id, with the parameters that OWASP's Password Storage Cheat Sheet gives: 19 MiB, 2 passes, 1 lane.
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use kernel::Fault;
use tokio::sync::Semaphore;

/// How many hashes are computed at once. Each takes 19 MiB and a core.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// Checked against when there is no account, so that both answers take the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YnVybmlzaC1ub2JvZHk$nk1zJjJvTvbT3v3G9pcVYcNu5UuZOGnb7ybb9i2eLtw";

fn hasher() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("these parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The PHC string of a password.
pub(crate) async fn hash(password: &str) -> Result<String, Fault> {
    let password = password.to_owned();
    blocking(move || {
        let mut salt = [0_u8; 16];
        ports::clock::random_bytes(&mut salt);
        let hash = hasher().hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|phc: argon2::PasswordHash| phc.to_string())
            .map_err(|e| Fault::new(format!("hashing a password: {e}")))
    })
    .await?
}

/// Whether the password belongs to the hash. Without a hash the same work is done and the answer is no.
pub(crate) async fn verify(password: &str, hash: Option<&str>) -> Result<bool, Fault> {
    let (password, known, hash) = (password.to_owned(), hash.is_some(), hash.unwrap_or(NOBODY).to_owned());
    blocking(move || {
        let parsed = PasswordHash::new(&hash).map_err(|e| Fault::new(format!("a stored password hash: {e}")))?;
        Ok(hasher().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await?
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let _permit = PERMITS.acquire().await?;
    Ok(tokio::task::spawn_blocking(work).await?)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let hash = super::hash("seven wet bricks").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(super::verify("seven wet bricks", Some(&hash)).await, Ok(true));
        assert_eq!(super::verify("seven wet brick", Some(&hash)).await, Ok(false));
        assert_eq!(super::verify("seven wet bricks", None).await, Ok(false));
    }
}
