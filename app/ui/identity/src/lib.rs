//! Sign-in and its sisters, and the settings pages. All of them are plain forms that work without any script.
mod doors;
mod entry;
mod server_fns;
mod settings;

pub use entry::{CheckMailPage, ConfirmPage, ForgotPage, NewAddressPage, ResetPage, SignInPage, SignUpPage};
pub use settings::{ApiPage, ProfilePage, SecurityPage, SessionsPage};
