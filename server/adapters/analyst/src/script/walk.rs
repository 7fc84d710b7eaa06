//! One walk over the syntax tree, collecting facts and what the rules find on the way.

mod data;
mod rules;

use std::collections::HashSet;
use std::ops::Range;

use oxc_allocator::ArenaVec;
use oxc_ast::ast;
use oxc_ast_visit::{Visit, walk};
use oxc_semantic::ScopeFlags;
use oxc_span::{GetSpan, Span};

use super::Script;
use super::comments::comment_above;
use super::facts::{Decl, DeclKind, Finding, Fix, Import, ImportedName, Member, Mention};
use crate::position::Lines;

/// A statement that only calls a function by its name.
#[derive(Debug)]
pub(super) struct DroppedCall {
    pub name: String,
    pub at: Range<usize>,
    /// Whether `await` may stand there.
    pub may_await: bool,
}

/// What the rules about names need to know and the walk has seen.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Names that may be unused: parameters, exports, names left out with `...rest`.
    pub excused: HashSet<usize>,
    pub dropped_calls: Vec<DroppedCall>,
}

struct Pending {
    name: String,
    name_at: usize,
    kind: DeclKind,
    at: Range<usize>,
}

pub(super) struct Walk<'t> {
    text: &'t str,
    lines: &'t Lines,
    found: Script,
    pub notes: Notes,
    exported: HashSet<usize>,
    /// Declarations around the current node.
    open: Vec<usize>,
    /// For each function around the current node whether it is async.
    functions: Vec<bool>,
    classes: Vec<String>,
    /// The name that the next function expression gets.
    pending: Option<Pending>,
    /// Where the export statement around the next declaration begins.
    export_start: Option<usize>,
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

impl<'t> Walk<'t> {
    pub fn new(text: &'t str, lines: &'t Lines) -> Walk<'t> {
        Walk {
            text,
            lines,
            found: Script::default(),
            notes: Notes::default(),
            exported: HashSet::new(),
            open: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            pending: None,
            export_start: None,
        }
    }

    /// Hands over what was found, except an error that is already known.
    pub fn finish(&mut self, script: &mut Script) {
        for decl in &mut self.found.decls {
            decl.exported = self.exported.contains(&decl.name_at);
        }
        let error = script.error.take();
        *script = std::mem::take(&mut self.found);
        script.error = error;
    }

    fn slice(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }

    fn line(&self, at: usize) -> usize {
        self.lines.line(at)
    }

    fn find(&mut self, rule: &'static str, at: Range<usize>, message: String, fix: Option<Fix>) {
        let line = self.line(at.start);
        self.found.findings.push(Finding { rule, at, line, message, fix });
    }

    fn branch(&mut self) {
        if let Some(&at) = self.open.last()
            && self.found.decls[at].complexity > 0
        {
            self.found.decls[at].complexity += 1;
        }
    }

    fn declare(&mut self, pending: Pending, params: Vec<String>, is_async: bool, complexity: usize) -> usize {
        let Pending { name, name_at, kind, at } = pending;
        let comment = comment_above(&self.text[..at.start]);
        self.found.decls.push(Decl {
            name,
            kind,
            name_at,
            line: self.line(at.start),
            end_line: self.line(at.end.saturating_sub(1).max(at.start)),
            at,
            params,
            is_async,
            exported: false,
            complexity,
            depth: self.open.len(),
            comment,
        });
        self.found.decls.len() - 1
    }

    fn params(&self, params: &ast::FormalParameters<'_>) -> Vec<String> {
        let one_line = |span: Span| self.slice(range(span)).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut list: Vec<String> = params.items.iter().map(|item| one_line(item.span)).collect();
        list.extend(params.rest.iter().map(|rest| one_line(rest.span)));
        list
    }

    fn excuse(&mut self, pattern: &ast::BindingPattern<'_>) {
        for id in pattern.get_binding_identifiers() {
            self.notes.excused.insert(id.span.start as usize);
        }
    }

    fn export_name(&mut self, id: &ast::BindingIdentifier<'_>) {
        let at = id.span.start as usize;
        self.exported.insert(at);
        self.notes.excused.insert(at);
        self.found.exports.push(id.name.as_str().to_owned());
    }
}

impl<'a> Visit<'a> for Walk<'_> {
    fn visit_statements(&mut self, it: &ArenaVec<'a, ast::Statement<'a>>) {
        self.statement_rules(it);
        walk::walk_statements(self, it);
    }

    fn visit_import_declaration(&mut self, it: &ast::ImportDeclaration<'a>) {
        let names = it.specifiers.iter().flatten().map(imported_name).collect();
        let at = range(it.span);
        self.found.imports.push(Import {
            source: it.source.value.as_str().to_owned(),
            names,
            line: self.line(at.start),
            at,
            type_only: matches!(it.import_kind, ast::ImportOrExportKind::Type),
            re_export: false,
        });
    }

    fn visit_export_from_declaration(&mut self, it: &ast::ExportFromDeclaration<'a>) {
        let names: Vec<ImportedName> = it
            .specifiers
            .iter()
            .map(|specifier| ImportedName {
                imported: specifier.local.name().as_str().to_owned(),
                local: specifier.exported.name().as_str().to_owned(),
                at: range(specifier.span),
                imported_at: range(specifier.local.span()),
                local_at: range(specifier.exported.span()),
            })
            .collect();
        let line = self.line(it.span.start as usize);
        self.found.exports.extend(names.iter().map(|name| name.local.clone()));
        self.found.imports.push(Import {
            source: it.source.value.as_str().to_owned(),
            names,
            at: range(it.span),
            line,
            type_only: matches!(it.export_kind, ast::ImportOrExportKind::Type),
            re_export: true,
        });
    }

    fn visit_export_all_declaration(&mut self, it: &ast::ExportAllDeclaration<'a>) {
        let line = self.line(it.span.start as usize);
        self.found.imports.push(Import {
            source: it.source.value.as_str().to_owned(),
            names: Vec::new(),
            at: range(it.span),
            line,
            type_only: false,
            re_export: true,
        });
    }

    fn visit_export_declaration(&mut self, it: &ast::ExportDeclaration<'a>) {
        match &it.declaration {
            ast::Declaration::VariableDeclaration(vars) => {
                for var in &vars.declarations {
                    for id in var.id.get_binding_identifiers() {
                        self.export_name(id);
                    }
                }
            }
            ast::Declaration::FunctionDeclaration(function) => {
                if let Some(id) = &function.id {
                    self.export_name(id);
                }
            }
            ast::Declaration::ClassDeclaration(class) => {
                if let Some(id) = &class.id {
                    self.export_name(id);
                }
            }
            ast::Declaration::TSTypeAliasDeclaration(alias) => self.export_name(&alias.id),
            ast::Declaration::TSInterfaceDeclaration(interface) => self.export_name(&interface.id),
            ast::Declaration::TSEnumDeclaration(enumeration) => self.export_name(&enumeration.id),
            _ => {}
        }
        self.export_start = Some(it.span.start as usize);
        walk::walk_export_declaration(self, it);
        self.export_start = None;
    }

    fn visit_export_named_declaration(&mut self, it: &ast::ExportNamedDeclaration<'a>) {
        for specifier in &it.specifiers {
            self.found.exports.push(specifier.exported.name().as_str().to_owned());
        }
        walk::walk_export_named_declaration(self, it);
    }

    fn visit_export_default_declaration(&mut self, it: &ast::ExportDefaultDeclaration<'a>) {
        self.found.exports.push("default".to_owned());
        let id = match &it.declaration {
            ast::ExportDefaultDeclarationKind::FunctionDeclaration(function) => function.id.as_ref(),
            ast::ExportDefaultDeclarationKind::ClassDeclaration(class) => class.id.as_ref(),
            _ => None,
        };
        let at = range(it.span);
        match id {
            Some(id) => {
                self.exported.insert(id.span.start as usize);
                self.notes.excused.insert(id.span.start as usize);
            }
            None => {
                self.exported.insert(at.start);
                let pending =
                    Pending { name: "default".to_owned(), name_at: at.start, kind: DeclKind::Function, at: at.clone() };
                self.pending = Some(pending);
            }
        }
        self.export_start = Some(at.start);
        walk::walk_export_default_declaration(self, it);
        self.export_start = None;
        self.pending = None;
    }

    fn visit_function(&mut self, it: &ast::Function<'a>, flags: ScopeFlags) {
        let pending = self.pending.take();
        let start = self.export_start.take();
        let named = match &it.id {
            Some(id) if matches!(it.r#type, ast::FunctionType::FunctionDeclaration) => Some(Pending {
                name: id.name.as_str().to_owned(),
                name_at: id.span.start as usize,
                kind: DeclKind::Function,
                at: start.unwrap_or(it.span.start as usize)..it.span.end as usize,
            }),
            _ => pending,
        };
        let declared = named.filter(|_| it.body.is_some()).map(|named| {
            let params = self.params(&it.params);
            self.declare(named, params, it.r#async, 1)
        });
        self.open.extend(declared);
        self.functions.push(it.r#async);
        walk::walk_function(self, it, flags);
        self.functions.pop();
        if declared.is_some() {
            self.open.pop();
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ast::ArrowFunctionExpression<'a>) {
        let declared = self.pending.take().map(|named| {
            let params = self.params(&it.params);
            self.declare(named, params, it.r#async, 1)
        });
        self.open.extend(declared);
        self.functions.push(it.r#async);
        walk::walk_arrow_function_expression(self, it);
        self.functions.pop();
        if declared.is_some() {
            self.open.pop();
        }
    }

    fn visit_formal_parameters(&mut self, it: &ast::FormalParameters<'a>) {
        for item in &it.items {
            self.excuse(&item.pattern);
        }
        if let Some(rest) = &it.rest {
            self.excuse(&rest.rest.argument);
        }
        walk::walk_formal_parameters(self, it);
    }

    fn visit_catch_parameter(&mut self, it: &ast::CatchParameter<'a>) {
        self.excuse(&it.pattern);
        walk::walk_catch_parameter(self, it);
    }

    fn visit_object_pattern(&mut self, it: &ast::ObjectPattern<'a>) {
        // `const { id, ...rest } = item` names `id` only to leave it out.
        if it.rest.is_some() {
            for property in &it.properties {
                self.excuse(&property.value);
            }
        }
        walk::walk_object_pattern(self, it);
    }

    fn visit_binding_property(&mut self, it: &ast::BindingProperty<'a>) {
        if it.shorthand {
            self.found.shorthands.push(it.span.start as usize);
        }
        walk::walk_binding_property(self, it);
    }

    fn visit_assignment_target_property_identifier(&mut self, it: &ast::AssignmentTargetPropertyIdentifier<'a>) {
        self.found.shorthands.push(it.binding.span.start as usize);
        walk::walk_assignment_target_property_identifier(self, it);
    }

    fn visit_object_property(&mut self, it: &ast::ObjectProperty<'a>) {
        if it.shorthand {
            self.found.shorthands.push(it.span.start as usize);
        }
        walk::walk_object_property(self, it);
    }

    fn visit_variable_declarator(&mut self, it: &ast::VariableDeclarator<'a>) {
        let start = self.export_start.take();
        if let (ast::BindingPattern::BindingIdentifier(id), Some(init)) = (&it.id, &it.init) {
            let (name, name_at) = (id.name.as_str().to_owned(), id.span.start as usize);
            let at = start.unwrap_or(it.span.start as usize)..it.span.end as usize;
            self.data(&name, init);
            match init {
                ast::Expression::ArrowFunctionExpression(_) | ast::Expression::FunctionExpression(_) => {
                    self.pending = Some(Pending { name, name_at, kind: DeclKind::Function, at });
                }
                _ if self.functions.is_empty() => {
                    self.declare(Pending { name, name_at, kind: DeclKind::Value, at }, Vec::new(), false, 0);
                }
                _ => {}
            }
        }
        walk::walk_variable_declarator(self, it);
        self.pending = None;
        // A second declarator of the same statement is exported too.
        self.export_start = start;
    }

    fn visit_class(&mut self, it: &ast::Class<'a>) {
        let start = self.export_start.take();
        let name = it.id.as_ref().map_or_else(|| "class".to_owned(), |id| id.name.as_str().to_owned());
        let name_at = it.id.as_ref().map_or(it.span.start, |id| id.span.start) as usize;
        if matches!(it.r#type, ast::ClassType::ClassExpression) {
            self.notes.excused.insert(name_at);
        }
        let at = start.unwrap_or(it.span.start as usize)..it.span.end as usize;
        self.pending = None;
        let index =
            self.declare(Pending { name: name.clone(), name_at, kind: DeclKind::Class, at }, Vec::new(), false, 0);
        self.open.push(index);
        self.classes.push(name);
        walk::walk_class(self, it);
        self.classes.pop();
        self.open.pop();
    }

    fn visit_method_definition(&mut self, it: &ast::MethodDefinition<'a>) {
        if let Some(name) = it.key.static_name() {
            let class = self.classes.last().map_or("class", String::as_str);
            let name = format!("{class}.{name}");
            let name_at = it.key.span().start as usize;
            self.pending = Some(Pending { name, name_at, kind: DeclKind::Method, at: range(it.span) });
        }
        walk::walk_method_definition(self, it);
        self.pending = None;
    }

    fn visit_ts_interface_declaration(&mut self, it: &ast::TSInterfaceDeclaration<'a>) {
        let start = self.export_start.take().unwrap_or(it.span.start as usize);
        let name = it.id.name.as_str().to_owned();
        for signature in &it.body.body {
            if let ast::TSSignature::TSPropertySignature(property) = signature
                && let Some(key) = property.key.static_name()
            {
                let member = Member { interface: name.clone(), key: key.into_owned(), at: range(property.span) };
                self.found.members.push(member);
            }
        }
        let named = Pending {
            name,
            name_at: it.id.span.start as usize,
            kind: DeclKind::Interface,
            at: start..it.span.end as usize,
        };
        self.declare(named, Vec::new(), false, 0);
        walk::walk_ts_interface_declaration(self, it);
    }

    fn visit_ts_type_alias_declaration(&mut self, it: &ast::TSTypeAliasDeclaration<'a>) {
        let start = self.export_start.take().unwrap_or(it.span.start as usize);
        let name = it.id.name.as_str().to_owned();
        let named =
            Pending { name, name_at: it.id.span.start as usize, kind: DeclKind::Type, at: start..it.span.end as usize };
        self.declare(named, Vec::new(), false, 0);
        walk::walk_ts_type_alias_declaration(self, it);
    }

    fn visit_ts_enum_declaration(&mut self, it: &ast::TSEnumDeclaration<'a>) {
        let start = self.export_start.take().unwrap_or(it.span.start as usize);
        let name = it.id.name.as_str().to_owned();
        let named =
            Pending { name, name_at: it.id.span.start as usize, kind: DeclKind::Enum, at: start..it.span.end as usize };
        self.declare(named, Vec::new(), false, 0);
        walk::walk_ts_enum_declaration(self, it);
    }

    fn visit_call_expression(&mut self, it: &ast::CallExpression<'a>) {
        let callee = range(it.callee.span());
        let name = self.slice(callee.clone());
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
        if name.len() <= 60 && !name.is_empty() && name.chars().all(is_name) {
            self.found.calls.push(Mention { name: name.to_owned(), at: callee.start });
        }
        walk::walk_call_expression(self, it);
    }

    fn visit_expression_statement(&mut self, it: &ast::ExpressionStatement<'a>) {
        if let ast::Expression::CallExpression(call) = &it.expression
            && let ast::Expression::Identifier(callee) = &call.callee
            && let Some(may_await) = self.functions.last().copied()
        {
            let name = callee.name.as_str().to_owned();
            self.notes.dropped_calls.push(DroppedCall { name, at: range(call.span), may_await });
        }
        walk::walk_expression_statement(self, it);
    }

    fn visit_binary_expression(&mut self, it: &ast::BinaryExpression<'a>) {
        self.loose_equality(it);
        walk::walk_binary_expression(self, it);
    }

    fn visit_object_expression(&mut self, it: &ast::ObjectExpression<'a>) {
        self.duplicate_keys(it);
        walk::walk_object_expression(self, it);
    }

    fn visit_if_statement(&mut self, it: &ast::IfStatement<'a>) {
        self.branch();
        self.condition(&it.test);
        walk::walk_if_statement(self, it);
    }

    fn visit_while_statement(&mut self, it: &ast::WhileStatement<'a>) {
        self.branch();
        self.condition(&it.test);
        walk::walk_while_statement(self, it);
    }

    fn visit_do_while_statement(&mut self, it: &ast::DoWhileStatement<'a>) {
        self.branch();
        self.condition(&it.test);
        walk::walk_do_while_statement(self, it);
    }

    fn visit_for_statement(&mut self, it: &ast::ForStatement<'a>) {
        self.branch();
        walk::walk_for_statement(self, it);
    }

    fn visit_for_in_statement(&mut self, it: &ast::ForInStatement<'a>) {
        self.branch();
        walk::walk_for_in_statement(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ast::ForOfStatement<'a>) {
        self.branch();
        walk::walk_for_of_statement(self, it);
    }

    fn visit_switch_case(&mut self, it: &ast::SwitchCase<'a>) {
        if it.test.is_some() {
            self.branch();
        }
        walk::walk_switch_case(self, it);
    }

    fn visit_catch_clause(&mut self, it: &ast::CatchClause<'a>) {
        self.branch();
        walk::walk_catch_clause(self, it);
    }

    fn visit_conditional_expression(&mut self, it: &ast::ConditionalExpression<'a>) {
        self.branch();
        walk::walk_conditional_expression(self, it);
    }

    fn visit_logical_expression(&mut self, it: &ast::LogicalExpression<'a>) {
        self.branch();
        walk::walk_logical_expression(self, it);
    }

    fn visit_string_literal(&mut self, it: &ast::StringLiteral<'a>) {
        let at = range(it.span);
        if at.len() >= 2 {
            self.found.texts.push(at.start + 1..at.end - 1);
        }
    }

    fn visit_template_element(&mut self, it: &ast::TemplateElement<'a>) {
        self.found.texts.push(range(it.span));
    }

    fn visit_jsx_text(&mut self, it: &ast::JSXText<'a>) {
        self.found.texts.push(range(it.span));
    }

    fn visit_ts_literal_type(&mut self, _: &ast::TSLiteralType<'a>) {
        // A literal type is a contract with other code, not text for people.
    }

    fn visit_jsx_element(&mut self, it: &ast::JSXElement<'a>) {
        self.element_rules(it);
        walk::walk_jsx_element(self, it);
    }
}

fn imported_name(specifier: &ast::ImportDeclarationSpecifier<'_>) -> ImportedName {
    let (imported, local, at, imported_at) = match specifier {
        ast::ImportDeclarationSpecifier::ImportSpecifier(named) => {
            (named.imported.name().as_str().to_owned(), &named.local, named.span, named.imported.span())
        }
        ast::ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
            ("default".to_owned(), &default.local, default.span, default.span)
        }
        ast::ImportDeclarationSpecifier::ImportNamespaceSpecifier(all) => {
            ("*".to_owned(), &all.local, all.span, all.span)
        }
    };
    ImportedName {
        imported,
        local: local.name.as_str().to_owned(),
        at: range(at),
        imported_at: range(imported_at),
        local_at: range(local.span),
    }
}
