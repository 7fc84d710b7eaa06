//! Literals that are data: tables of objects, lists of words, single records.

use oxc_ast::ast;
use oxc_span::GetSpan;

use super::{Walk, range};
use crate::script::facts::{DataField, List, Property, Record, Table};

impl Walk<'_> {
    pub(super) fn properties(&self, object: &ast::ObjectExpression<'_>) -> Vec<Property> {
        object
            .properties
            .iter()
            .filter_map(|property| match property {
                ast::ObjectPropertyKind::ObjectProperty(property) => Some(Property {
                    key: property.key.static_name()?.into_owned(),
                    text: match &property.value {
                        ast::Expression::StringLiteral(text) => Some(text.value.as_str().to_owned()),
                        _ => None,
                    },
                    at: range(property.span),
                    value_at: range(property.value.span()),
                }),
                ast::ObjectPropertyKind::SpreadProperty(_) => None,
            })
            .collect()
    }

    pub(super) fn data(&mut self, name: &str, value: &ast::Expression<'_>) {
        match value {
            ast::Expression::ArrayExpression(array) => {
                let mut rows = Vec::new();
                let mut items = Vec::new();
                for element in &array.elements {
                    match element {
                        ast::ArrayExpressionElement::ObjectExpression(object) => {
                            rows.push(DataField { at: range(object.span), properties: self.properties(object) });
                        }
                        ast::ArrayExpressionElement::StringLiteral(text) => {
                            items.push((text.value.as_str().to_owned(), range(text.span)));
                        }
                        _ => {}
                    }
                }
                if rows.len() == array.elements.len() && !rows.is_empty() {
                    self.found.tables.push(Table { rows });
                } else if items.len() == array.elements.len() {
                    self.found.lists.push(List { items });
                }
            }
            ast::Expression::ObjectExpression(object) => {
                let properties = self.properties(object);
                self.found.records.push(Record { name: name.to_owned(), properties });
            }
            _ => {}
        }
    }
}
