//! `/api/v1/listings`: the public API's door.
use std::sync::Arc;

use axum::{Extension, http::StatusCode};
use kernel::{Cursor, ListingId};
use market_contract::*;
use projects_contract::Project;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};
use utoipa_axum::{router::OpenApiRouter, routes};
use web::{By, ErrorBody, Json, Path, Query, Result};

type Door = Extension<Arc<dyn Market>>;

pub(crate) fn routes(market: Arc<dyn Market>) -> OpenApiRouter {
    OpenApiRouter::with_openapi(Schemas::openapi())
        .routes(routes!(browse))
        .routes(routes!(categories))
        .routes(routes!(listing))
        .routes(routes!(files))
        .routes(routes!(use_listing))
        .layer(Extension(market))
}

/// Schemas that only parameters name, and that are not found by following bodies.
#[derive(OpenApi)]
#[openapi(components(schemas(Tab, Sort)))]
struct Schemas;

/// What to show; everything may be left out, and all conditions must hold together.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct BrowseParams {
    /// Words to find, at most 200 characters; small typos are forgiven.
    #[serde(default)]
    query: String,
    /// Only this kind.
    kind: Option<ListingKind>,
    /// Only this category, by its slug.
    category: Option<String>,
    /// Only listings with this tag.
    tag: Option<String>,
    /// Only listings whose price is at most this, in cents of a US dollar.
    max_price_cents: Option<i64>,
    /// Only listings rated at least this, 1 to 5; unrated ones are left out then.
    min_rating: Option<u8>,
    /// Only listings that declare this capability.
    capability: Option<String>,
    /// The tab.
    #[serde(default)]
    tab: Tab,
    /// The order.
    #[serde(default)]
    sort: Sort,
    /// The `next` of the page before.
    after: Option<String>,
}

impl From<BrowseParams> for Browse {
    fn from(params: BrowseParams) -> Self {
        Self {
            query: params.query,
            kind: params.kind,
            category: params.category,
            tag: params.tag,
            max_price_cents: params.max_price_cents,
            min_rating: params.min_rating,
            capability: params.capability,
            tab: params.tab,
            sort: params.sort,
            after: params.after.map(Cursor),
        }
    }
}

/// Browse and search listings, 24 a page.
#[utoipa::path(get, path = "/api/v1/listings", tag = "marketplace", params(BrowseParams), security(()),
    responses((status = 200, body = Shelf), (status = 422, body = ErrorBody)))]
async fn browse(Extension(market): Door, By(by): By, Query(params): Query<BrowseParams>) -> Result<Json<Shelf>> {
    Ok(Json(market.browse(&by, params.into()).await?))
}

/// Which kind to count within.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct KindParam {
    /// Only this kind; everything when left out.
    kind: Option<ListingKind>,
}

/// Categories with the number of listings in each.
#[utoipa::path(get, path = "/api/v1/listings/categories", tag = "marketplace", params(KindParam), security(()),
    responses((status = 200, body = [Category])))]
async fn categories(
    Extension(market): Door,
    By(by): By,
    Query(params): Query<KindParam>,
) -> Result<Json<Vec<Category>>> {
    Ok(Json(market.categories(&by, params.kind).await?))
}

/// One listing by its kind (`template` or `templates`) and slug.
#[utoipa::path(get, path = "/api/v1/listings/{kind}/{slug}", tag = "marketplace", security(()),
    params(("kind" = String, Path, description = "Such as `template`."), ("slug" = String, Path, description = "Its part of the address.")),
    responses((status = 200, body = Listing), (status = 404, body = ErrorBody)))]
async fn listing(
    Extension(market): Door,
    By(by): By,
    Path((kind, slug)): Path<(String, String)>,
) -> Result<Json<Listing>> {
    let kind = ListingKind::parse(&kind).ok_or(MarketError::NotFound)?;
    Ok(Json(market.listing(&by, kind, &slug).await?))
}

/// All files of a template with their text.
#[utoipa::path(get, path = "/api/v1/listings/{id}/files", tag = "marketplace", security(()),
    params(("id" = ListingId, Path, description = "The listing's id.")),
    responses((status = 200, body = [TemplateFile]), (status = 404, body = ErrorBody)))]
async fn files(Extension(market): Door, By(by): By, Path(id): Path<ListingId>) -> Result<Json<Vec<TemplateFile>>> {
    Ok(Json(market.files(&by, id).await?))
}

/// Start a project from a free template.
#[utoipa::path(post, path = "/api/v1/listings/{id}/use", tag = "marketplace",
    params(("id" = ListingId, Path, description = "The listing's id.")),
    responses((status = 201, body = Project), (status = 401, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 422, body = ErrorBody), (status = 507, body = ErrorBody)))]
async fn use_listing(
    Extension(market): Door,
    By(by): By,
    Path(id): Path<ListingId>,
) -> Result<(StatusCode, Json<Project>)> {
    Ok((StatusCode::CREATED, Json(market.use_template(&by, id).await?)))
}
