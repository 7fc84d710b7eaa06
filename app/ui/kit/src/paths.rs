//! Every address of the site in one place, so that a moved page cannot leave a dead link.
use kernel::{OrgId, ProjectId, RoomId};

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
/// How people work together, and how a program joins in.
pub const COLLABORATION_DOCS: &str = "/docs/collaboration";
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
/// What one was told, and what one wants to be told.
pub const NOTIFICATIONS: &str = "/notifications";
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

/// The rooms of a project.
pub fn people(id: ProjectId) -> String {
    format!("/projects/{id}/people")
}

/// A room.
pub fn room(id: RoomId) -> String {
    format!("/rooms/{id}")
}

/// An invitation into a room, for whoever holds its secret.
pub fn room_invite(secret: &str) -> String {
    format!("/invites/{secret}")
}

/// A link into a room, for whoever has it.
pub fn share(secret: &str) -> String {
    format!("/share/{secret}")
}

/// A link that keeps where one wanted to go.
pub fn keeping_next(path: &str, next: &str) -> String {
    if next.is_empty() {
        return path.to_owned();
    }
    let mut encoded = String::new();
    for byte in next.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => encoded.push(byte as char),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    format!("{path}?next={encoded}")
}

#[cfg(test)]
mod tests {
    use super::keeping_next;

    #[test]
    fn where_one_wanted_to_go_survives() {
        assert_eq!(keeping_next("/sign-up", ""), "/sign-up");
        assert_eq!(keeping_next("/sign-up", "/a?b=c d&e"), "/sign-up?next=/a%3Fb%3Dc%20d%26e");
    }
}
