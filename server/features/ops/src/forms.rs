//! What the operators' pages post to.
use std::sync::Arc;

use axum::{
    Extension, Router,
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use kernel::JobId;
use ops_contract::{Ops, OpsError};
use serde::Deserialize;
use web::{By, Flash, Form, write_flash};

#[derive(Clone)]
struct Door {
    ops: Arc<dyn Ops>,
    secure: bool,
}

pub(crate) fn routes(ops: Arc<dyn Ops>, secure: bool) -> Router {
    Router::new().route("/admin/jobs/retry", post(retry)).layer(Extension(Door { ops, secure }))
}

#[derive(Deserialize)]
struct RetryForm {
    job: String,
}

async fn retry(Extension(door): Extension<Door>, By(by): By, Form(form): Form<RetryForm>) -> Response {
    let done = match form.job.parse::<JobId>() {
        Ok(job) => door.ops.retry_job(&by, job).await,
        Err(_) => Err(OpsError::NotDead),
    };
    let flash = match done {
        Ok(()) => Flash::done("The job waits for its turn again."),
        Err(error) => Flash::error(error.to_string(), &[]),
    };
    ([(header::SET_COOKIE, write_flash(&flash, door.secure))], Redirect::to("/admin/jobs")).into_response()
}
