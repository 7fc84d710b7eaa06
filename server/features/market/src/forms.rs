//! What "Use this template" posts to. It works without any script: whoever is not signed in goes through sign-up and
//! comes back to the template; everyone else lands in the new project.
use std::sync::Arc;

use axum::{
    Extension, Form, Router,
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use kernel::Classify;
use market_contract::{ListingKind, Market, MarketError};
use serde::Deserialize;
use web::{By, Flash, write_flash};

use crate::rules;

#[derive(Clone)]
struct Door {
    market: Arc<dyn Market>,
    secure: bool,
}

pub(crate) fn routes(market: Arc<dyn Market>, secure: bool) -> Router {
    // Whoever reloads the address of the form gets the list.
    let list = || async { Redirect::to("/marketplace") };
    Router::new().route("/marketplace/use", post(use_template).get(list)).layer(Extension(Door { market, secure }))
}

#[derive(Deserialize)]
struct UseForm {
    /// The slug of the template.
    #[serde(default)]
    template: String,
}

async fn use_template(Extension(door): Extension<Door>, By(by): By, Form(form): Form<UseForm>) -> Response {
    // It becomes part of an address, so only what a slug can hold gets through.
    if form.template.is_empty()
        || !form.template.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return Redirect::to("/marketplace").into_response();
    }
    let page = rules::listing_path(ListingKind::Template, &form.template);
    let started = match door.market.listing(&by, ListingKind::Template, &form.template).await {
        Ok(listing) => door.market.use_template(&by, listing.card.id).await,
        Err(error) => Err(error),
    };
    match started {
        Ok(project) => Redirect::to(&format!("/p/{}", project.summary.id)).into_response(),
        Err(MarketError::SignInFirst) => Redirect::to(&format!("/sign-up?next={page}")).into_response(),
        Err(error) => {
            if let Some(fault) = error.fault() {
                tracing::error!(error = fault.chain(), "a template could not be used through our fault");
            }
            let back = if error == MarketError::NotFound { "/marketplace" } else { page.as_str() };
            let flash = write_flash(&Flash::error(error.to_string(), &[]), door.secure);
            ([(header::SET_COOKIE, flash)], Redirect::to(back)).into_response()
        }
    }
}
