//! The description of the API keeps what it promises.
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::http::{house, text};

async fn document() -> Value {
    let house = house().await;
    let answer = house.get("/api/v1/openapi.json").await;
    assert_eq!((answer.status, text(&answer.headers, "content-type")), (200, "application/json"));
    answer.json()
}

/// Method, path and what is said, of every operation.
fn operations(document: &Value) -> Vec<(String, String, &Map<String, Value>)> {
    let paths = document["paths"].as_object().expect("paths");
    let each = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods");
        methods
            .iter()
            .map(move |(method, said)| (method.to_uppercase(), path.clone(), said.as_object().expect("an operation")))
    });
    each.collect()
}

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                found.insert(target);
            }
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = document().await;
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    let dangling: Vec<&&str> = found
        .iter()
        .filter(|target| target.strip_prefix('#').is_none_or(|path| document.pointer(path).is_none()))
        .collect();
    assert_eq!(dangling, Vec::<&&str>::new());
}

#[tokio::test]
async fn every_operation_says_what_it_does_and_how_it_fails() {
    let document = document().await;
    let operations = operations(&document);
    assert!(operations.len() > 40, "{} operations", operations.len());
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for (method, path, said) in operations {
        let here = format!("{method} {path}");
        if said["tags"].as_array().is_none_or(Vec::is_empty) {
            wrong.push(format!("{here} has no tag"));
        }
        if said.get("summary").and_then(Value::as_str).unwrap_or_default().len() < 5 {
            wrong.push(format!("{here} has no summary"));
        }
        if !names.insert(said["operationId"].as_str().unwrap_or_default().to_owned()) {
            wrong.push(format!("{here} shares its name {}", said["operationId"]));
        }
        let responses = said["responses"].as_object().expect("responses");
        let public = said
            .get("security")
            .is_some_and(|ways| ways.as_array().unwrap().iter().any(|way| way == &serde_json::json!({})));
        if !public && !responses.contains_key("401") {
            wrong.push(format!("{here} needs somebody, and does not say what happens to nobody"));
        }
        for (status, response) in responses {
            if response["description"].as_str().unwrap_or_default().is_empty() {
                wrong.push(format!("{here} does not say what {status} means"));
            }
            let schema = &response["content"]["application/json"]["schema"]["$ref"];
            if status.starts_with('4') && schema != "#/components/schemas/ErrorBody" {
                wrong.push(format!("{here} answers {status} in another shape than every error: {schema}"));
            }
        }
        let named = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        for name in named {
            let parameters = said.get("parameters").and_then(Value::as_array);
            if !parameters.is_some_and(|all| all.iter().any(|one| one["name"] == name && one["in"] == "path")) {
                wrong.push(format!("{here} does not describe {{{name}}}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn the_promised_addresses_are_described() {
    let document = document().await;
    for (method, path) in [
        ("post", "/api/v1/auth/register"),
        ("post", "/api/v1/auth/login"),
        ("post", "/api/v1/auth/verify-token"),
        ("get", "/api/v1/auth/me"),
        ("post", "/api/v1/orgs"),
        ("post", "/api/v1/invites/accept"),
        ("post", "/api/v1/projects"),
        ("post", "/api/collaboration/rooms"),
        ("get", "/api/collaboration/rooms/{roomId}"),
        ("post", "/api/collaboration/rooms/{roomId}/invite"),
        ("post", "/api/collaboration/invites/preview"),
        ("post", "/api/collaboration/share/preview"),
        ("patch", "/api/collaboration/rooms/{roomId}/participants/{userId}"),
        ("get", "/api/collaboration/rooms/{roomId}/comments"),
        ("post", "/api/collaboration/rooms/{roomId}/comments"),
        ("get", "/api/collaboration/rooms/{roomId}/versions"),
        ("post", "/api/collaboration/rooms/{roomId}/versions/{versionId}/restore"),
        ("get", "/api/v1/billing/balance"),
        ("get", "/api/v1/billing/transactions"),
        ("post", "/api/chat/start"),
        ("post", "/api/chat/message"),
        ("post", "/api/chat/apply-changes"),
    ] {
        assert!(document["paths"][path][method].is_object(), "{method} {path}");
    }
    for secret in ["passwordHash", "secretHash", "password_hash"] {
        assert!(!document.to_string().contains(secret), "{secret}");
    }
    let error = &document["components"]["schemas"]["ErrorDetail"]["properties"];
    for field in ["code", "message", "requestId"] {
        assert!(error[field].is_object(), "{field}");
    }
    assert_eq!(document["servers"][0]["url"], "http://127.0.0.1:3000");
}

#[tokio::test]
async fn there_is_a_page_that_shows_it() {
    let house = house().await;
    let page = house.get("/docs/api").await;
    assert_eq!(page.status, 200);
    let html = page.text();
    for summary in ["Sign in and get a 24-hour token.", "Check a token"] {
        assert!(html.contains(summary), "{summary}");
    }
}
