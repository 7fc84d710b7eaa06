//! Passwords of the cluster's roles.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use crate::ClusterError;
use crate::files::Home;

/// Random bytes in a password: 256 bits.
const PASSWORD_BYTES: usize = 32;

/// The file of `role`'s password, which exists afterwards.
pub(crate) fn password_file(home: &Home, role: &str) -> Result<PathBuf, ClusterError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if role.is_empty() || role.len() > 63 || !role.chars().all(allowed) {
        return Err(ClusterError::RoleName(role.to_owned()));
    }
    let path = home.passwords().join(role);
    if path.exists() {
        return Ok(path);
    }
    // Written aside and linked into place: of two processes that do this at once one wins, and neither ever reads
    // half a password.
    let aside = home.passwords().join(format!(".{role}.{}", std::process::id()));
    let wrote = write_new(&aside, &random_hex()?);
    wrote.map_err(|e| ClusterError::io("write", &aside, e))?;
    home.give(&aside)?;
    let linked = fs::hard_link(&aside, &path);
    fs::remove_file(&aside).map_err(|e| ClusterError::io("remove", &aside, e))?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(ClusterError::io("write", &path, error)),
        _ => Ok(path),
    }
}

/// `role`'s password, made on first use.
pub(crate) fn password(home: &Home, role: &str) -> Result<String, ClusterError> {
    let path = password_file(home, role)?;
    let text = fs::read_to_string(&path).map_err(|e| ClusterError::io("read", &path, e))?;
    Ok(text.trim_end().to_owned())
}

fn write_new(path: &PathBuf, text: &str) -> io::Result<()> {
    // A leftover of a process with our id that was killed here would otherwise block this for ever.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

fn random_hex() -> Result<String, ClusterError> {
    let mut bytes = [0_u8; PASSWORD_BYTES];
    let read = File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bytes));
    read.map_err(|e| ClusterError::io("read", "/dev/urandom", e))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
