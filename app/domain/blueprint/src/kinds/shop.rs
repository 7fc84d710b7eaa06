//! A shop front with a basket, and a page to manage its products.

use super::Recipe;
use crate::compose::Project;
use crate::plan::{Field, FieldType, Plan, Wish};
use crate::reading::{Description, fields};
use crate::records::{self, Look, PageText};
use crate::template::slug;

pub(crate) struct Shop;

impl Recipe for Shop {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("online shop", 14),
            ("web shop", 14),
            ("webshop", 14),
            ("online store", 14),
            ("shop front", 12),
            ("storefront", 12),
            ("e commerce", 12),
            ("ecommerce", 12),
            ("shop", 9),
            ("store", 4),
            ("marketplace", 7),
            ("sell", 6),
            ("selling", 6),
            ("basket", 6),
            ("shopping cart", 8),
            ("cart", 6),
            ("checkout", 5),
            ("product", 4),
        ]
    }

    fn complete(&self, _description: &Description, plan: &mut Plan) {
        let entity = plan.entity.get_or_insert_with(|| fields::entity("product", "products", Vec::new()));
        if entity.fields.is_empty() {
            entity.fields.push(fields::required(fields::text("Name")));
            fields::push(entity, fields::required(fields::money("Price")));
            fields::push(entity, fields::text("Category"));
            fields::push(entity, fields::long_text("Description"));
        } else if price(&entity.fields).is_none() && fields::push(entity, fields::money("Price")) {
            let words = entity.plural.clone();
            let effect = "Each one has a price as well, for a basket adds up prices".to_owned();
            plan.wishes.push(Wish { words, effect });
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let entity = records::entity_of(plan);
        let look = Look {
            list: "<ul class=\"rows\" id=\"list\"></ul>",
            empty: "The shop is empty until the first one is added.",
            first_examples: true,
        };
        records::set_values(plan, project, look);
        let price = price(&entity.fields);
        let category = category(&entity.fields);
        project.value("no_tick", "yes");
        project.value("tick", "");
        project.value("price_key", price.map(|field| field.key.clone()).unwrap_or_default());
        project.value("price", if price.is_some() { "yes" } else { "" });
        project.value("category_key", category.map(|field| field.key.clone()).unwrap_or_default());
        project.value("category_label", category.map(|field| field.label.clone()).unwrap_or_default());
        project.value("category", if category.is_some() { "yes" } else { "" });
        project.value("no_price", if price.is_none() { "yes" } else { "" });
        project.value("no_category", if category.is_none() { "yes" } else { "" });
        project.value("basket_key", format!("{}.basket", slug(&plan.title, "project")));
        project.value("kept", if plan.storage == crate::plan::Storage::Browser { "yes" } else { "" });
        records::add_core(plan, project);
        records::add_page(plan, project);
        let front = project.fragment(include_str!("../../templates/shop/shop.html"));
        let manage = records::collection(project);
        let mut pages = vec![PageText::new(plan.pages.first().map_or("Shop", String::as_str), front)];
        pages.extend(records::text_pages(plan, 1));
        pages.push(PageText::new(&format!("Manage {}", entity.plural), manage));
        records::assemble(project, pages);
        project.module(
            "basket",
            "what is in the basket and what it costs",
            include_str!("../../templates/shop/basket.ts"),
        );
        project.module("shop", "the shop front", include_str!("../../templates/shop/shop.ts"));
        project.module("rows", "the list on the managing page", include_str!("../../templates/todo/view.ts"));
        project.module("view", "redraws front and list together", include_str!("../../templates/shop/view.ts"));
        project.module("main", "starts the page", include_str!("../../templates/shop/main.ts"));
        project.test("basket", "tests of the basket", include_str!("../../templates/shop/basket.test.ts"));
        project.style(include_str!("../../templates/todo/style.css"));
        project.style(include_str!("../../templates/shop/style.css"));
    }
}

fn price(fields: &[Field]) -> Option<&Field> {
    fields.iter().find(|field| matches!(field.field_type, FieldType::Money { .. }))
}

/// What the shelves are sorted into: a field that says so, or the first choice.
fn category(fields: &[Field]) -> Option<&Field> {
    let named = |field: &&Field| {
        let label = field.label.to_lowercase();
        matches!(field.field_type, FieldType::Text | FieldType::Choice { .. })
            && ["category", "type", "kind", "department", "collection"].iter().any(|word| label.ends_with(word))
    };
    fields
        .iter()
        .find(named)
        .or_else(|| fields.iter().find(|field| matches!(field.field_type, FieldType::Choice { .. })))
}
