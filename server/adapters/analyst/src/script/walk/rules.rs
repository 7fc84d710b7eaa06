//! Rules that see their mistake in one node and what stands around it.

use std::collections::HashMap;
use std::ops::Range;

use oxc_ast::ast;
use oxc_span::GetSpan;

use super::{Walk, range};
use crate::markup;
use crate::position::whole_lines;
use crate::script::facts::Fix;

impl Walk<'_> {
    pub(super) fn condition(&mut self, test: &ast::Expression<'_>) {
        if let ast::Expression::AssignmentExpression(assignment) = test {
            let message =
                "A condition assigns with `=`. To compare, write `===`; to assign on purpose, add parentheses.";
            self.find("assignment-in-condition", range(assignment.span), message.to_owned(), None);
        }
    }

    pub(super) fn statement_rules(&mut self, statements: &[ast::Statement<'_>]) {
        let mut ended: Option<&'static str> = None;
        let mut reported = false;
        for statement in statements {
            let at = range(statement.span());
            let harmless = match statement {
                ast::Statement::FunctionDeclaration(_)
                | ast::Statement::EmptyStatement(_)
                | ast::Statement::TSTypeAliasDeclaration(_)
                | ast::Statement::TSInterfaceDeclaration(_) => true,
                ast::Statement::VariableDeclaration(vars) => vars.declarations.iter().all(|var| var.init.is_none()),
                _ => false,
            };
            if let Some(word) = ended
                && !harmless
                && !reported
            {
                reported = true;
                let fix = Fix {
                    edits: vec![(whole_lines(self.text, at.clone()), String::new())],
                    does: "removed a statement that never runs".to_owned(),
                };
                self.find(
                    "unreachable",
                    at.clone(),
                    format!("This never runs: it stands behind a `{word}`."),
                    Some(fix),
                );
            }
            match statement {
                ast::Statement::ReturnStatement(_) => ended = Some("return"),
                ast::Statement::ThrowStatement(_) => ended = Some("throw"),
                ast::Statement::BreakStatement(_) => ended = Some("break"),
                ast::Statement::ContinueStatement(_) => ended = Some("continue"),
                ast::Statement::DebuggerStatement(_) => {
                    self.left_over("debugger", at, "`debugger` stops the page in every visitor's tools.")
                }
                ast::Statement::ExpressionStatement(statement) => {
                    if let ast::Expression::CallExpression(call) = &statement.expression
                        && let ast::Expression::StaticMemberExpression(member) = &call.callee
                        && let ast::Expression::Identifier(object) = &member.object
                        && object.name.as_str() == "console"
                        && matches!(member.property.name.as_str(), "log" | "debug")
                    {
                        self.left_over("console-log", at, "A `console.log` was left behind.");
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn left_over(&mut self, rule: &'static str, at: Range<usize>, message: &str) {
        let edits = vec![(whole_lines(self.text, at.clone()), String::new())];
        let does = format!("removed `{}`", if rule == "debugger" { "debugger" } else { "console.log" });
        self.find(rule, at, message.to_owned(), Some(Fix { edits, does }));
    }

    pub(super) fn loose_equality(&mut self, it: &ast::BinaryExpression<'_>) {
        let loose = match it.operator {
            ast::BinaryOperator::Equality => Some("=="),
            ast::BinaryOperator::Inequality => Some("!="),
            _ => None,
        };
        // `x == null` is the accepted way to ask for null and undefined at once.
        let with_null = [&it.left, &it.right].iter().any(|side| matches!(side, ast::Expression::NullLiteral(_)));
        if let Some(sign) = loose
            && !with_null
        {
            let between = it.left.span().end as usize..it.right.span().start as usize;
            let fix = self.slice(between.clone()).find(sign).map(|found| Fix {
                edits: vec![(between.start + found..between.start + found + 2, format!("{sign}="))],
                does: format!("wrote `{sign}=` for `{sign}`, which also compares the type"),
            });
            let message = format!("`{sign}` converts its sides before it compares them; `{sign}=` does not.");
            self.find("loose-equality", range(it.span), message, fix);
        }
    }

    pub(super) fn duplicate_keys(&mut self, it: &ast::ObjectExpression<'_>) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for property in &it.properties {
            if let ast::ObjectPropertyKind::ObjectProperty(property) = property
                && !property.computed
                && matches!(property.kind, ast::PropertyKind::Init)
                && let Some(key) = property.key.static_name()
                && key != "__proto__"
            {
                let at = range(property.key.span());
                let line = self.line(at.start);
                if let Some(first) = seen.insert(key.to_string(), line) {
                    let lost =
                        if first == line { "the first one".to_owned() } else { format!("the one in line {first}") };
                    let message = format!("The key `{key}` stands twice in this object; {lost} is lost.");
                    self.find("duplicate-key", at, message, None);
                }
            }
        }
    }

    pub(super) fn element_rules(&mut self, it: &ast::JSXElement<'_>) {
        let opening = &it.opening_element;
        if let ast::JSXElementName::Identifier(name) = &opening.name {
            let has = |names: &[&str]| {
                opening.attributes.iter().any(|attribute| match attribute {
                    ast::JSXAttributeItem::Attribute(attribute) => match &attribute.name {
                        ast::JSXAttributeName::Identifier(id) => names.contains(&id.name.as_str()),
                        ast::JSXAttributeName::NamespacedName(_) => false,
                    },
                    // What is spread in may hold anything.
                    ast::JSXAttributeItem::SpreadAttribute(_) => true,
                })
            };
            let inner = self.slice(range(it.span));
            if name.name.as_str() == "img" && !has(&["alt"]) {
                self.find("missing-alt", range(opening.span), markup::MISSING_ALT.to_owned(), None);
            } else if name.name.as_str() == "label" && !has(&["htmlFor", "for"]) && !markup::holds_control(inner, true)
            {
                self.find("label-without-control", range(opening.span), markup::LONE_LABEL.to_owned(), None);
            }
        }
    }
}
