//! The description of the API: what the handlers say of themselves, and what is true of all of them.
use axum::http::StatusCode;
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, Server,
    path::{Operation, PathItem},
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

/// Completes the document that was collected from the handlers.
pub fn describe(document: &mut OpenApi, public_url: &str) {
    let mut license = LicenseBuilder::new().name("MIT OR Apache-2.0").build();
    license.identifier = Some("MIT OR Apache-2.0".to_owned());
    document.info = InfoBuilder::new()
        .title("Burnish API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Everything that the pages do, for programs. Sign in at POST /api/v1/auth/login and send the token as \
             `Authorization: Bearer …`. Every error has the same shape: a stable code, a message for people, and the \
             id of the request.",
        ))
        .license(Some(license))
        .build();
    document.servers = Some(vec![Server::new(public_url)]);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-burnish"));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    let none: [&str; 0] = [];
    document.security = Some(vec![SecurityRequirement::new("token", none), SecurityRequirement::new("session", none)]);
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        complete(operation);
    }
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch].into_iter().flatten()
}

fn complete(operation: &mut Operation) {
    // Handlers are named within their feature; in the document the name has to be one of its own.
    if let (Some(id), Some(tag)) = (&mut operation.operation_id, operation.tags.as_ref().and_then(|tags| tags.first()))
    {
        *id = format!("{tag}_{id}");
    }
    let public = operation.security.as_ref().is_some_and(|ways| ways.contains(&SecurityRequirement::default()));
    let responses = &mut operation.responses.responses;
    if !public {
        // True wherever somebody must be known: a bad token is refused before the handler is asked.
        responses.entry("401".to_owned()).or_insert_with(|| RefOr::T(sign_in_first()));
    }
    for (status, response) in responses.iter_mut() {
        let reason = status.parse::<StatusCode>().ok().and_then(|status| status.canonical_reason());
        if let (RefOr::T(response), Some(reason)) = (response, reason)
            && response.description.is_empty()
        {
            response.description = reason.to_owned();
        }
    }
}

fn sign_in_first() -> Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
    ResponseBuilder::new()
        .description("Nobody is signed in, or the token is not valid")
        .content("application/json", body)
        .build()
}
