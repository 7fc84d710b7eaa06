//! Every address of the site in one place, so that a moved page cannot leave a dead link.
use kernel::{OrgId, ProjectId};

/// The landing page.
pub const LANDING: &str = "/";
/// Where signed-in people begin.
pub const HOME: &str = "/home";
/// All projects.
pub const PROJECTS: &str = "/projects";
/// Projects in the trash.
pub const PROJECTS_TRASH: &str = "/projects/trash";
/// The marketplace.
pub const MARKET: &str = "/marketplace";
/// The API's description for people.
pub const API_DOCS: &str = "/docs/api";
/// Sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Make an account.
pub const SIGN_UP: &str = "/sign-up";
/// Forgot the password.
pub const FORGOT: &str = "/forgot";
/// Mail that was written but has no mail server to go to.
pub const OUTBOX: &str = "/outbox";
/// Name, handle, address, theme.
pub const SETTINGS_PROFILE: &str = "/settings/profile";
/// Password.
pub const SETTINGS_SECURITY: &str = "/settings/security";
/// Where one is signed in.
pub const SETTINGS_SESSIONS: &str = "/settings/sessions";
/// The orgs that one belongs to.
pub const SETTINGS_ORGS: &str = "/settings/orgs";
/// Tokens for programs.
pub const SETTINGS_API: &str = "/settings/api";
/// Background work, for operators.
pub const ADMIN_JOBS: &str = "/admin/jobs";

/// The workspace of a project.
pub fn project(id: ProjectId) -> String {
    format!("/p/{id}")
}

/// An org with its members.
pub fn org(id: OrgId) -> String {
    format!("{SETTINGS_ORGS}/{id}")
}

/// An invitation, for whoever holds its secret.
pub fn invite(secret: &str) -> String {
    format!("/invite/{secret}")
}

/// The plan of a project that has no files yet.
pub fn plan(id: ProjectId) -> String {
    format!("/projects/{id}/plan")
}
