//! What the pages of rooms post to. They work before and without any script: each answers with a redirect, and what went
//! wrong travels in a flash cookie together with the fields.
mod comments;
mod entry;
mod links;
mod notices;
mod people;
mod rooms;

use std::sync::Arc;

use axum::{
    Extension, Router,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use collab_contract::{Collab, CollabError};
use kernel::{Classify, Kind, RoomId};
use ports::Clock;
use web::{Flash, write_flash};

/// What browsers take for one cookie, with room for its name and its settings. More would be dropped in silence.
const MAX_FLASH_BYTES: usize = 3_900;

#[derive(Clone)]
struct Door {
    collab: Arc<dyn Collab>,
    clock: Arc<dyn Clock>,
    /// Whether cookies carry `Secure`.
    secure: bool,
}

pub(crate) fn routes(collab: Arc<dyn Collab>, clock: Arc<dyn Clock>, secure: bool) -> Router {
    Router::new()
        .merge(entry::routes())
        .merge(rooms::routes())
        .merge(people::routes())
        .merge(links::routes())
        .merge(comments::routes())
        .merge(notices::routes())
        .layer(Extension(Door { collab, clock, secure }))
}

/// The page of a room.
fn page(room: RoomId) -> String {
    format!("/rooms/{room}")
}

impl Door {
    fn back(&self, to: &str, flash: &Flash) -> Response {
        ([(header::SET_COOKIE, write_flash(flash, self.secure))], Redirect::to(to)).into_response()
    }

    fn done(&self, to: &str, said: impl Into<String>) -> Response {
        self.back(to, &Flash::done(said))
    }

    /// Something was made that is shown once: on the very next page, in a cookie that no script reads and that lives for a
    /// minute.
    fn fresh(&self, to: &str, said: &str, url: String) -> Response {
        self.back(to, &Flash { fields: vec![("link".into(), url)], ..Flash::done(said) })
    }

    /// Back to a page with what went wrong. Whoever must be known first is sent to sign in, and comes back.
    fn sorry(&self, to: &str, error: &CollabError, fields: &[(&str, &str)]) -> Response {
        if let Some(response) = self.elsewhere(to, error) {
            return response;
        }
        self.back(to, &Flash::error(error.to_string(), fields))
    }

    /// The same for a long text: as much of it comes back as a cookie holds.
    fn sorry_keeping(&self, to: &str, error: &CollabError, fields: &[(&str, &str)], long: (&str, &str)) -> Response {
        if let Some(response) = self.elsewhere(to, error) {
            return response;
        }
        let (name, mut text) = long;
        loop {
            let mut flash = Flash::error(error.to_string(), fields);
            flash.fields.push((name.to_owned(), text.to_owned()));
            if text.len() < long.1.len() {
                flash.message.push_str(" Only the beginning of your text could be kept.");
            }
            if text.is_empty() || write_flash(&flash, self.secure).len() <= MAX_FLASH_BYTES {
                return self.back(to, &flash);
            }
            text = &text[..text.floor_char_boundary(text.len() / 10 * 9)];
        }
    }

    /// Where an error leads that the page itself cannot say better, or says by itself.
    fn elsewhere(&self, to: &str, error: &CollabError) -> Option<Response> {
        if let Some(fault) = error.fault() {
            tracing::error!(error = fault.chain(), "a form failed through our fault");
        }
        match error {
            CollabError::SignInFirst => Some(Redirect::to(&format!("/sign-in?next={to}")).into_response()),
            // The page of something that is over says so.
            error if error.kind() == Kind::Gone => Some(Redirect::to(to).into_response()),
            _ => None,
        }
    }
}
