//! `/docs/api`: the API's description, for people. Made from the same document that programs read.
use leptos::prelude::*;
use serde_json::Value;
use ui_kit::{Icon, PublicFrame, loaded};

use crate::server_fns::load_api_description;

/// `/docs/api`
#[component]
pub fn ApiDocsPage() -> impl IntoView {
    view! {
        <PublicFrame title="API reference">
            <div class="shell-page">
                {loaded(load_api_description, |json| reference(&json))}
            </div>
        </PublicFrame>
    }
}

/// One operation as the page shows it.
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    detail: Value,
    tag: String,
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, detail) in methods.as_object().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let mut summary = text(&detail["summary"]);
            if summary.is_empty() {
                summary = text(&detail["operationId"]).replace('_', " ");
            }
            found.push(Operation {
                id: format!("{method}{}", path.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
                method: method.clone(),
                path: path.clone(),
                summary,
                tag: detail["tags"][0].as_str().unwrap_or("other").to_owned(),
                detail: detail.clone(),
            });
        }
    }
    found.sort_by(|a, b| a.tag.cmp(&b.tag));
    found
}

fn reference(json: &str) -> AnyView {
    let document: Value = serde_json::from_str(json).unwrap_or_default();
    let operations = operations(&document);
    let mut tags: Vec<String> = operations.iter().map(|operation| operation.tag.clone()).collect();
    tags.dedup();
    let nav = tags
        .into_iter()
        .map(|tag| {
            let links = operations
                .iter()
                .filter(|operation| operation.tag == tag)
                .map(|operation| {
                    view! {
                        <li>
                            <a href=format!("#{}", operation.id)>
                                <span class="docs-method" data-method=operation.method.clone()>
                                    {operation.method.to_uppercase()}
                                </span>
                                <span>{operation.path.trim_start_matches("/api/v1").to_owned()}</span>
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <section>
                    <h2>{tag}</h2>
                    <ul class="docs-list">{links}</ul>
                </section>
            }
        })
        .collect_view();
    let count = operations.len();
    let articles = operations.into_iter().map(|operation| article(&document, operation)).collect_view();
    view! {
        <div class="docs">
            <nav class="docs-nav" aria-label="Operations">
                {nav}
            </nav>
            <div class="docs-part">
                <header class="market-head">
                    <h1>"API reference"</h1>
                    <p class="shell-lead">
                        "Everything the pages do, over HTTP. Answers are JSON; errors have a code, a sentence and a request id."
                    </p>
                    <div class="kit-actions">
                        <a class="kit-button" href="/api/v1/openapi.json" download="openapi.json">
                            <Icon name="download" />
                            "openapi.json"
                        </a>
                        <a class="kit-button" href=ui_kit::paths::COLLABORATION_DOCS>
                            <Icon name="users" />
                            "Working together"
                        </a>
                        <span class="kit-chip kit-chip-mono">{format!("{count} operations")}</span>
                    </div>
                </header>
                {articles}
            </div>
        </div>
    }
    .into_any()
}

fn article(document: &Value, operation: Operation) -> impl IntoView {
    let Operation { id, method, path, summary, detail, .. } = operation;
    let description = detail["description"].as_str().filter(|text| *text != summary).map(str::to_owned);
    let body_schema = resolve(document, &detail["requestBody"]["content"]["application/json"]["schema"]).clone();
    let parameters = detail["parameters"].as_array().cloned().unwrap_or_default();
    let fields = body_fields(document, &body_schema);
    let answers = detail["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(status, answer)| {
            let schema = &answer["content"]["application/json"]["schema"];
            (status.clone(), type_name(schema), answer["description"].as_str().unwrap_or_default().to_owned())
        })
        .collect::<Vec<_>>();
    let example = curl(&method, &path, document, &body_schema);
    view! {
        <article class="docs-operation" id=id>
            <header>
                <h2>{summary}</h2>
                <p class="docs-path">
                    <span class="docs-method" data-method=method.clone()>
                        {method.to_uppercase()}
                    </span>
                    {path}
                </p>
            </header>
            <div class="docs-text">
                {description.map(|text| view! { <p>{text}</p> })}
                {field_list(
                    "Parameters",
                    parameters
                        .iter()
                        .map(|parameter| {
                            let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
                            (text("name"), format!("in {}, {}", text("in"), type_name(&parameter["schema"])), text("description"))
                        })
                        .collect(),
                )} {field_list("Body", fields)} {field_list("Answers", answers)}
            </div>
            <div class="docs-example">
                <figure class="kit-code">
                    <figcaption class="kit-code-head">"curl"</figcaption>
                    <pre tabindex="0">
                        <code>{example}</code>
                    </pre>
                </figure>
            </div>
        </article>
    }
}

fn field_list(title: &'static str, fields: Vec<(String, String, String)>) -> Option<impl IntoView> {
    (!fields.is_empty()).then(|| {
        let rows = fields
            .into_iter()
            .map(|(name, kind, text)| {
                view! {
                    <li>
                        <p>
                            <b>{name}</b>
                            " "
                            <small>{kind}</small>
                        </p>
                        <span>{text}</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <h3>{title}</h3>
            <ul class="docs-fields">{rows}</ul>
        }
    })
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap_or(schema),
        None => schema,
    }
}

fn body_fields(document: &Value, schema: &Value) -> Vec<(String, String, String)> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, property)| {
            let optional = if required.contains(&name.as_str()) { "" } else { ", optional" };
            let text = resolve(document, property)["description"].as_str().or(property["description"].as_str());
            (name.clone(), format!("{}{optional}", type_name(property)), text.unwrap_or_default().to_owned())
        })
        .collect()
}

fn type_name(schema: &Value) -> String {
    if let Some(path) = schema["$ref"].as_str() {
        return path.rsplit('/').next().unwrap_or_default().to_owned();
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => format!("list of {}", type_name(&schema["items"])),
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).filter(|k| *k != "null").collect::<Vec<_>>().join(" or ")
        }
        _ => "nothing".to_owned(),
    }
}

/// A command that can be pasted. Texts stand in for values that only the reader knows.
fn curl(method: &str, path: &str, document: &Value, body: &Value) -> String {
    let server = document["servers"][0]["url"].as_str().unwrap_or_default();
    let mut lines = vec![format!("curl -X {} {server}{path}", method.to_uppercase())];
    lines.push("  -H \"Authorization: Bearer $TOKEN\"".to_owned());
    let required: Vec<&str> = body["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !required.is_empty() {
        let fields: Vec<String> = required
            .iter()
            .map(|name| {
                let value = match body["properties"][*name]["type"].as_str() {
                    Some("integer" | "number") => "1",
                    Some("boolean") => "true",
                    Some("array") => "[]",
                    _ => "\"…\"",
                };
                format!("\"{name}\": {value}")
            })
            .collect();
        lines.push("  -H 'Content-Type: application/json'".to_owned());
        lines.push(format!("  -d '{{{}}}'", fields.join(", ")));
    }
    lines.join(" \\\n")
}
