//! The installation's secret: 32 random bytes in a file that only its owner can read.
use std::{
    io::{Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use kernel::Fault;

/// Reads the secret, making it on the first start. Two first starts at once agree on one.
pub fn read_or_make(path: &Path) -> Result<Vec<u8>, Fault> {
    match std::fs::File::open(path) {
        Ok(mut file) => {
            let mode = file.metadata()?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(Fault::new(format!(
                    "{} can be read by other users (mode {:o}). Run: chmod 600 {}",
                    path.display(),
                    mode & 0o777,
                    path.display()
                )));
            }
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            decode(text.trim()).ok_or_else(|| Fault::new(format!("{} does not hold 64 hex digits", path.display())))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut bytes = [0_u8; 32];
            ports::clock::random_bytes(&mut bytes);
            let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
                Ok(mut file) => {
                    file.write_all(text.as_bytes())?;
                    file.sync_all()?;
                    Ok(bytes.to_vec())
                }
                // Another start was faster; its secret is the one.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => read_or_make(path),
                Err(error) => Err(Fault::from(error).while_doing("writing the secret key")),
            }
        }
        Err(error) => Err(Fault::from(error).while_doing("reading the secret key")),
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    (text.len() == 64).then_some(())?;
    (0..32).map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_is_private() {
        let folder = std::env::temp_dir().join(format!("burnish-secret-{}", std::process::id()));
        let path = folder.join("secret.key");
        let first = read_or_make(&path).unwrap();
        assert_eq!(first.len(), 32);
        assert_eq!(read_or_make(&path).unwrap(), first);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read_or_make(&path).unwrap_err().chain().contains("chmod 600"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
