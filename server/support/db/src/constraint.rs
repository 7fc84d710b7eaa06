//! Named constraints become variants at the query that can break them.
use kernel::Fault;

/// Turns the breach of one named constraint into an error of the feature.
pub trait OnConstraint<T> {
    /// Answers `error` when exactly this constraint was broken, and a fault for everything else.
    fn on_constraint<E: From<Fault>>(self, name: &str, error: E) -> Result<T, E>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint<E: From<Fault>>(self, name: &str, error: E) -> Result<T, E> {
        self.map_err(|cause| {
            let broken = cause.as_database_error().and_then(|db| db.constraint()) == Some(name);
            if broken { error } else { E::from(Fault::from(cause)) }
        })
    }
}
