//! Sign-in and its sisters, invitations, and the settings pages. All of them are plain forms that work without any script.
mod doors;
mod entry;
mod invite;
mod org;
mod orgs;
mod server_fns;
mod settings;

pub use entry::{CheckMailPage, ConfirmPage, ForgotPage, NewAddressPage, ResetPage, SignInPage, SignUpPage};
pub use invite::InvitePage;
pub use org::OrgPage;
pub use orgs::OrgsPage;
pub use settings::{ApiPage, ProfilePage, SecurityPage, SessionsPage};
