//! Which charts a dashboard has: as wished, or those that suit its fields.

use super::super::wishes::used_words;
use crate::plan::{Entity, Field, FieldType, Plan};
use crate::reading::{Description, Found};
use crate::template::js;

/// More than this no longer fits a screen, and people stop reading.
const MOST_CHARTS: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChartKind {
    Line,
    Bar,
    Donut,
}

impl ChartKind {
    const ALL: [ChartKind; 3] = [ChartKind::Line, ChartKind::Bar, ChartKind::Donut];

    pub(super) const fn name(self) -> &'static str {
        match self {
            ChartKind::Line => "line",
            ChartKind::Bar => "bar",
            ChartKind::Donut => "donut",
        }
    }

    const fn words(self) -> &'static [&'static str] {
        match self {
            ChartKind::Line => &["line chart", "line graph", "line", "trend", "over time", "curve", "time series"],
            ChartKind::Bar => &["bar chart", "bar graph", "column chart", "bar", "histogram"],
            ChartKind::Donut => {
                &["donut chart", "doughnut chart", "pie chart", "donut", "doughnut", "pie", "ring chart", "share"]
            }
        }
    }
}

/// One chart: what is added up (empty counts records) and what parts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chart {
    pub(super) kind: ChartKind,
    pub(super) of: String,
    pub(super) by: String,
}

/// "name, amount, line chart of amount" has two fields and a chart.
pub(super) fn forget_charts(plan: &mut Plan) {
    let Some(entity) = plan.entity.as_mut() else { return };
    let before = entity.fields.len();
    let about_chart = |label: &str| {
        let label = label.to_lowercase();
        ["chart", "graph", "donut", "doughnut", "histogram", "pie of", "line of", "bar of", "trend", "csv"]
            .iter()
            .any(|word| label.contains(word))
    };
    entity.fields.retain(|field| !about_chart(&field.label));
    if entity.fields.len() == before {
        return;
    }
    let labels: Vec<&str> = entity.fields.iter().map(|field| field.label.as_str()).collect();
    let start = format!("Each {} has ", entity.singular);
    let effect = format!("{start}{}", labels.join(", "));
    match entity.fields.is_empty() {
        true => plan.wishes.retain(|wish| !wish.effect.starts_with(&start)),
        false => plan
            .wishes
            .iter_mut()
            .filter(|wish| wish.effect.starts_with(&start))
            .for_each(|wish| wish.effect.clone_from(&effect)),
    }
    let keys: Vec<String> = entity.fields.iter().map(|field| field.key.clone()).collect();
    plan.filters.retain(|key| keys.contains(key));
    plan.totals.retain(|key| keys.contains(key));
}

fn is_amount(field: &Field) -> bool {
    matches!(field.field_type, FieldType::Number { .. } | FieldType::Money { .. } | FieldType::Rating)
}

/// Text whose values are likely to repeat.
pub(super) fn is_grouping(field: &Field) -> bool {
    let label = field.label.to_lowercase();
    matches!(field.field_type, FieldType::Text)
        && [
            "category",
            "type",
            "kind",
            "group",
            "status",
            "city",
            "country",
            "region",
            "team",
            "person",
            "channel",
            "tag",
            "place",
            "project",
            "department",
            "genre",
            "shop",
            "source",
        ]
        .iter()
        .any(|word| label.split_whitespace().any(|part| part == *word))
}

/// The field that parts records best for a kind of chart.
fn best_by(kind: ChartKind, entity: &Entity) -> Option<&Field> {
    let by = |fits: fn(&Field) -> bool| entity.fields.iter().find(|field| fits(field));
    let date = by(|field| field.field_type == FieldType::Date);
    let choice = by(|field| matches!(field.field_type, FieldType::Choice { .. })).or_else(|| by(is_grouping));
    let other = by(|field| field.field_type == FieldType::Checkbox)
        .or_else(|| by(|field| field.field_type == FieldType::Text))
        .or(entity.fields.first());
    match kind {
        ChartKind::Line => date.or(choice).or(other),
        ChartKind::Bar | ChartKind::Donut => choice.or(other),
    }
}

pub(super) fn read_charts(description: &Description, plan: &mut Plan, entity: &Entity) -> Vec<Chart> {
    let amount = entity.fields.iter().find(|field| is_amount(field)).map(|field| field.key.clone()).unwrap_or_default();
    let mut charts: Vec<Chart> = Vec::new();
    for kind in ChartKind::ALL {
        for found in description.find_all(kind.words()) {
            let lone = found.end - found.start == 1;
            let chart_word = description.tokens().get(found.end).is_some_and(|token| {
                ["chart", "graph", "and", "or", ",", "plot", "diagram"].contains(&token.stem.as_str())
            });
            let strong = !lone
                || chart_word
                || ["trend", "histogram", "donut", "doughnut"]
                    .iter()
                    .any(|word| description.at(found.start, word).is_some());
            if !strong || description.negated(&found) {
                continue;
            }
            let (of, by, end) = chart_fields(description, &found, entity);
            let by = by.or_else(|| best_by(kind, entity).map(|field| field.key.clone()));
            let Some(by) = by else { continue };
            let chart = Chart { kind, of: of.unwrap_or_else(|| amount.clone()), by };
            if charts.contains(&chart) || charts.len() == MOST_CHARTS {
                continue;
            }
            let words = description.words(&Found { start: found.start, end }).to_owned();
            used_words(plan, &words, format!("There is a chart: {}", title(&chart, entity).to_lowercase()));
            charts.push(chart);
        }
    }
    if charts.is_empty() { default_charts(entity) } else { charts }
}

/// "… of amount by category": the fields that are named after a chart, and where those words end.
fn chart_fields(description: &Description, found: &Found, entity: &Entity) -> (Option<String>, Option<String>, usize) {
    let (mut of, mut by, mut end) = (None, None, found.end);
    let mut next_by = false;
    for index in found.end..(found.end + 10).min(description.tokens().len()) {
        let word = description.tokens()[index].lower.as_str();
        if matches!(word, "." | "," | ";" | "\n" | "and" | "with") {
            break;
        }
        next_by = next_by || matches!(word, "by" | "per" | "over" | "across");
        let named = entity.fields.iter().find(|field| description.at(index, &field.label.to_lowercase()).is_some());
        if let Some(field) = named {
            end = description.at(index, &field.label.to_lowercase()).map_or(index + 1, |found| found.end);
            if next_by {
                by = Some(field.key.clone());
            } else if is_amount(field) {
                of = Some(field.key.clone());
            } else {
                by = Some(field.key.clone());
            }
        } else if word == "count" || word == "number" {
            of = Some(String::new());
            end = index + 1;
        }
    }
    (of, by, end)
}

fn default_charts(entity: &Entity) -> Vec<Chart> {
    let amount = entity.fields.iter().find(|field| is_amount(field)).map(|field| field.key.clone()).unwrap_or_default();
    let mut charts = Vec::new();
    let dated = entity.fields.iter().any(|field| field.field_type == FieldType::Date);
    let kinds: &[ChartKind] = if dated { &ChartKind::ALL } else { &[ChartKind::Bar, ChartKind::Donut] };
    for kind in kinds {
        if let Some(by) = best_by(*kind, entity) {
            charts.push(Chart { kind: *kind, of: amount.clone(), by: by.key.clone() });
        }
    }
    charts
}

/// The charts of a plan, as a person may have changed it: "donut of amount by category".
pub(super) fn charts_of(plan: &Plan, entity: &Entity) -> Vec<Chart> {
    let known = |key: &str| entity.fields.iter().any(|field| field.key == key);
    let parse = |text: &str| {
        let (kind, rest) = text.trim().split_once(" of ")?;
        let (of, by) = rest.split_once(" by ")?;
        let kind = ChartKind::ALL.into_iter().find(|known| known.name() == kind.trim())?;
        let of = if of.trim() == "count" { "" } else { of.trim() };
        let amount = of.is_empty() || entity.fields.iter().any(|field| field.key == of && is_amount(field));
        (known(by.trim()) && amount).then(|| Chart { kind, of: of.to_owned(), by: by.trim().to_owned() })
    };
    let charts: Vec<Chart> = plan
        .details
        .iter()
        .filter(|(name, _)| name.starts_with("chart"))
        .filter_map(|(_, text)| parse(text))
        .take(MOST_CHARTS)
        .collect();
    if charts.is_empty() { default_charts(entity) } else { charts }
}

pub(super) fn or_count(of: &str) -> &str {
    if of.is_empty() { "count" } else { of }
}

fn title(chart: &Chart, entity: &Entity) -> String {
    let label =
        |key: &str| entity.fields.iter().find(|field| field.key == key).map_or("", |field| field.label.as_str());
    let what =
        if chart.of.is_empty() { crate::reading::nouns::capital(&entity.plural) } else { label(&chart.of).to_owned() };
    let dated = entity.fields.iter().any(|field| field.key == chart.by && field.field_type == FieldType::Date);
    if dated { format!("{what} over time") } else { format!("{what} by {}", label(&chart.by).to_lowercase()) }
}

pub(super) fn literal(chart: &Chart, entity: &Entity) -> String {
    format!(
        "{{ kind: {}, title: {}, of: {}, by: {} }}",
        js(chart.kind.name()),
        js(&title(chart, entity)),
        js(&chart.of),
        js(&chart.by)
    )
}
