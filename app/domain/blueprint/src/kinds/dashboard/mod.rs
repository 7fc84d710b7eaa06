//! Dashboards: figures and charts over records that are entered, or imported from a table.

mod charts;

use super::Recipe;
use super::wishes::{detail, used};
use crate::compose::{Project, indent};
use crate::plan::{FieldType, Plan};
use crate::reading::{Description, fields};
use crate::records::{self, Look};
use charts::{charts_of, forget_charts, is_grouping, literal, or_count, read_charts};

pub(crate) struct Dashboard;

impl Recipe for Dashboard {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("dashboard", 14),
            ("analytics", 9),
            ("statistics", 7),
            ("chart", 8),
            ("graph", 6),
            ("bar chart", 9),
            ("line chart", 9),
            ("pie chart", 9),
            ("donut", 8),
            ("metric", 7),
            ("kpi", 9),
            ("figures", 4),
            ("csv", 2),
            ("expense tracker", 9),
            ("budget tracker", 9),
            ("spending", 3),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        forget_charts(plan);
        let entity = plan.entity.get_or_insert_with(|| fields::entity("entry", "entries", Vec::new()));
        if entity.fields.is_empty() {
            for field in [
                fields::required(fields::text("Name")),
                fields::required(fields::number("Amount")),
                fields::text("Category"),
                fields::required(fields::date("Date")),
            ] {
                fields::push(entity, field);
            }
        }
        let entity = entity.clone();
        let charts = read_charts(description, plan, &entity);
        for (index, chart) in charts.iter().enumerate() {
            detail(
                plan,
                &format!("chart{}", index + 1),
                &format!("{} of {} by {}", chart.kind.name(), or_count(&chart.of), chart.by),
            );
        }
        if plan.filters.is_empty() {
            plan.filters = entity
                .fields
                .iter()
                .filter(|field| {
                    matches!(field.field_type, FieldType::Date | FieldType::Choice { .. } | FieldType::Checkbox)
                        || is_grouping(field)
                })
                .take(3)
                .map(|field| field.key.clone())
                .collect();
        }
        if let Some(found) =
            description.find(&["import", "csv import", "import csv", "from csv", "from a csv", "upload a csv", "paste"])
        {
            used(plan, description, &found, "A table can be pasted or read from a CSV file");
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let entity = records::entity_of(plan);
        records::set_values(
            plan,
            project,
            Look {
                list: "<div class=\"table-scroll\"><table class=\"data\" id=\"list\"></table></div>",
                empty: &format!(
                    "Add the first {}, import a table, or look around with a few examples.",
                    entity.singular
                ),
                first_examples: false,
            },
        );
        records::add_core(plan, project);
        records::add_page(plan, project);
        let charts: Vec<String> =
            charts_of(plan, &entity).iter().map(|chart| format!("  {},", literal(chart, &entity))).collect();
        project.value("chart_list", charts.join("\n"));
        let collection = records::collection(project);
        project.value("collection", indent(&collection, 4));
        project.value("overlays", project.fragment(records::overlays()));
        project.page(include_str!("../../../templates/dashboard/page.html"));
        project.module("main", "figures, charts and the table", include_str!("../../../templates/dashboard/main.ts"));
        project.module(
            "chart-list",
            "which charts there are: begin here",
            include_str!("../../../templates/dashboard/chart-list.ts"),
        );
        project.module(
            "charts",
            "charts as SVG, each with a table of its figures",
            include_str!("../../../templates/dashboard/charts.ts"),
        );
        project.module(
            "figures",
            "the numbers behind the charts",
            include_str!("../../../templates/dashboard/figures.ts"),
        );
        project.module("table", "how the records look", include_str!("../../../templates/dashboard/table.ts"));
        project.module("csv", "reads tables that people paste", include_str!("../../../templates/dashboard/csv.ts"));
        project.module(
            "import",
            "the dialog that takes a table",
            include_str!("../../../templates/dashboard/import.ts"),
        );
        project.module("svg", "elements of a drawing", include_str!("../../../templates/parts/svg.ts"));
        project.test(
            "figures",
            "tests of the numbers behind the charts",
            include_str!("../../../templates/dashboard/figures.test.ts"),
        );
        project.test("csv", "tests of reading tables", include_str!("../../../templates/dashboard/csv.test.ts"));
        project.style(include_str!("../../../templates/dashboard/style.css"));
    }
}
