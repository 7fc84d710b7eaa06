//! `/api/v1/billing`.
use std::sync::Arc;

use axum::{
    Extension,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use billing_contract::*;
use kernel::{Cursor, OrgId, Page, Timestamp};
use ledger::{IdempotencyKey, Nanos, Reason, TransactionKind};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{By, ErrorBody, Json, Query, Result};

type Door = Extension<Arc<dyn Billing>>;

pub(crate) fn routes(billing: Arc<dyn Billing>) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(balance))
        .routes(routes!(transactions))
        .routes(routes!(export))
        .routes(routes!(adjust))
        .routes(routes!(differences))
        .layer(Extension(billing))
}

/// What your organisation can spend, and what is reserved for running calls.
#[utoipa::path(get, path = "/api/v1/billing/balance", tag = "billing", responses((status = 200, body = Balance)))]
async fn balance(Extension(billing): Door, By(by): By) -> Result<Json<Balance>> {
    Ok(Json(billing.balance(&by).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
struct MovementQuery {
    /// Only of this kind.
    kind: Option<TransactionKind>,
    /// From this moment on, in microseconds since 1970-01-01 UTC.
    from: Option<i64>,
    /// Before this moment, in microseconds since 1970-01-01 UTC.
    until: Option<i64>,
    /// The `next` of the page before. An export has one page.
    after: Option<String>,
}

impl MovementQuery {
    fn filter(&self) -> MovementFilter {
        let at = |micros: Option<i64>| micros.map(Timestamp::from_micros);
        MovementFilter { kind: self.kind, from: at(self.from), until: at(self.until) }
    }
}

/// Every movement of your organisation's balance, newest first.
#[utoipa::path(get, path = "/api/v1/billing/transactions", tag = "billing", params(MovementQuery),
    responses((status = 200, body = Page<Movement>), (status = 422, body = ErrorBody)))]
async fn transactions(
    Extension(billing): Door,
    By(by): By,
    Query(ask): Query<MovementQuery>,
) -> Result<Json<Page<Movement>>> {
    let filter = ask.filter();
    Ok(Json(billing.history(&by, &filter, ask.after.map(Cursor)).await?))
}

/// The same movements as a CSV file, at most 10,000 lines.
#[utoipa::path(get, path = "/api/v1/billing/transactions.csv", tag = "billing", params(MovementQuery),
    responses((status = 200, description = "The movements, in dollars", body = String, content_type = "text/csv"),
        (status = 413, body = ErrorBody)))]
async fn export(Extension(billing): Door, By(by): By, Query(ask): Query<MovementQuery>) -> Result<Response> {
    let mut response = billing.export(&by, &ask.filter()).await?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"transactions.csv\""));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// A correction by hand.
#[derive(Debug, Deserialize, ToSchema)]
struct Adjustment {
    /// Names this correction: sent again, it is done once. Letters, digits and `- _ : . /`.
    #[schema(value_type = String)]
    key: IdempotencyKey,
    /// Whose balance.
    org: OrgId,
    /// What is added, in nano-dollars; negative to take away.
    amount: Nanos,
    /// Why, in 3 to 500 characters. Members of the organisation read it.
    #[schema(value_type = String)]
    reason: Reason,
}

/// Correct a balance by hand. For operators; who it was and why stays with the transaction.
#[utoipa::path(post, path = "/api/v1/billing/adjustments", tag = "billing", request_body = Adjustment,
    responses((status = 200, body = Posted), (status = 402, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn adjust(Extension(billing): Door, By(by): By, Json(ask): Json<Adjustment>) -> Result<Json<Posted>> {
    Ok(Json(billing.adjust(&by, &ask.key, ask.org, ask.amount, ask.reason).await?))
}

/// What the nightly reconciliation found. For operators; an empty list is good.
#[utoipa::path(get, path = "/api/v1/billing/differences", tag = "billing",
    responses((status = 200, body = Vec<Difference>), (status = 404, body = ErrorBody)))]
async fn differences(Extension(billing): Door, By(by): By) -> Result<Json<Vec<Difference>>> {
    Ok(Json(billing.differences(&by).await?))
}
