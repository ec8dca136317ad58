//! Builds the canonical tables from the rows that are analysed, and checks them against each other on the way.

use crate::account::anonymous::{AnonymousBuilder, later, pieces_of};
use crate::account::currency::currency;
use crate::account::most_common::MostCommon;
use crate::account::products::{NO_PRODUCT, ProductRows, ProductTexts};
use crate::collect::columns::{BAD, NONE, TextColumn};
use crate::collect::store::{Store, range_of};
use crate::findings::error::DataValidationError;
use crate::findings::issue_code::IssueCode;
use crate::parse::date_order::DateOrder;
use crate::schema::meaning::Meaning;
use crate::settings::params::IngestParams;
use crate::settle::anonymous::Anonymous;
use crate::settle::notation::Notation;
use clientele_core::domain::{
    CustomerIx, CustomerTable, Dataset, Day, Interner, LineTable, Money, NO_CATEGORY, NO_MINUTE, OrderIx, OrderTable, ProductIx,
    ProductTable,
};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Tables under construction.
pub(crate) struct TableBuilder {
    /// Rows of the sales that are analysed.
    rows: Vec<u32>,
    /// Sales that name no customer.
    anonymous: AnonymousBuilder,
    /// Products that are no goods.
    is_service: Vec<bool>,
    step: usize,
    orders: OrderTable,
    lines: LineTable,
    /// What products are called.
    texts: ProductTexts,
    places: Vec<u32>,
    customer_names: Vec<u32>,
    emails: Vec<u32>,
    tables: Option<(CustomerTable, ProductTable)>,
}

/// What is known of the rows by now.
pub(crate) struct TableInputs<'a> {
    pub(crate) day: &'a [Day],
    pub(crate) notations: &'a [Notation],
    pub(crate) params: &'a IngestParams,
}

impl TableBuilder {
    pub(crate) const STEPS: usize = 6;

    pub(crate) fn new(rows: Vec<u32>, anonymous: Anonymous, is_service: Vec<bool>) -> Self {
        Self {
            rows,
            anonymous: AnonymousBuilder::new(anonymous),
            is_service,
            step: 0,
            orders: OrderTable::default(),
            lines: LineTable::default(),
            texts: ProductTexts::default(),
            places: Vec::new(),
            customer_names: Vec::new(),
            emails: Vec::new(),
            tables: None,
        }
    }

    pub(crate) fn steps_done(&self) -> usize {
        self.step
    }

    /// Does the next step; the last gives the dataset.
    pub(crate) fn step(&mut self, store: &mut Store, known: TableInputs<'_>) -> Result<Option<Dataset>, DataValidationError> {
        match self.step {
            0 => self.build_lines(store, &known),
            1 => self.check_lines(store, &known),
            2 => self.texts.names = self.most_common(store, Meaning::ProductName),
            3 => {
                self.texts.categories = self.most_common(store, Meaning::Category);
                self.texts.brands = self.most_common(store, Meaning::Brand);
                self.places = self.most_common(store, Meaning::Place);
                self.customer_names = self.most_common(store, Meaning::CustomerName);
                self.emails = self.most_common(store, Meaning::Email);
            }
            4 => self.tables = Some(self.build_tables(store, &known)),
            _ => {
                let (customers, products) = self.tables.take().unwrap_or_default();
                let (orders, lines) = (std::mem::take(&mut self.orders), std::mem::take(&mut self.lines));
                let anonymous = self.anonymous.finish();
                let currency = currency(store, known.params);
                return Ok(Some(Dataset::with_anonymous(customers, products, orders, lines, currency, anonymous)?));
            }
        }
        self.step += 1;
        Ok(None)
    }

    /// Orders and lines. Customers and products are still numbered as their ids were met.
    fn build_lines(&mut self, store: &mut Store, known: &TableInputs<'_>) {
        let Store { files, ids, sales, issues, .. } = store;
        let mut order_of: Vec<u32> = vec![NONE; ids.orders.len()];
        let mut shared: HashMap<(u32, u32), u32, FxBuildHasher> = HashMap::default();
        let mut derived: HashMap<(u32, Day), u32, FxBuildHasher> = HashMap::default();
        let mut rounded: Vec<usize> = Vec::new();
        let mut no_product = NONE;
        let mut segment = 0;
        self.lines.order.reserve_exact(self.rows.len());
        self.lines.product.reserve_exact(self.rows.len());
        self.lines.quantity.reserve_exact(self.rows.len());
        self.lines.amount.reserve_exact(self.rows.len());
        for &row in &self.rows {
            let row = row as usize;
            while sales.segments.get(segment + 1).is_some_and(|next| row >= next.start) {
                segment += 1;
            }
            let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
            let (order_id, customer, mut product) = (at(&sales.order), at(&sales.customer), at(&sales.product));
            let day = known.day.get(row).copied().unwrap_or_default();
            let minute = sales.minute.get(row).copied().unwrap_or(NO_MINUTE);
            let amount = Money::from_ten_thousandths(sales.price.values.get(row).copied().unwrap_or(0));
            let example = |meaning: Meaning, value: &str| {
                let file = sales.segments.get(segment).and_then(|s| files.get(s.file));
                let line = sales.line.get(row).copied().unwrap_or(0);
                file.map_or_else(Default::default, |file| file.example(line, file.header(meaning), value))
            };

            let new_order = self.orders.day.len() as u32;
            let order = match order_of.get_mut(order_id as usize) {
                None => *derived.entry((customer, day)).or_insert(new_order),
                Some(first) if *first == NONE => {
                    *first = new_order;
                    new_order
                }
                Some(first) => {
                    let same_customer = self.orders.customer.get(*first as usize) == Some(&CustomerIx(customer));
                    if same_customer {
                        *first
                    } else {
                        let id = ids.orders.get(order_id);
                        issues.add(IssueCode::OrderWithTwoCustomers, "", amount, || example(Meaning::OrderId, id));
                        *shared.entry((order_id, customer)).or_insert(new_order)
                    }
                }
            };
            if order == new_order {
                match order_id {
                    NONE => self.orders.ids.push(&format!("{} {day}", ids.customers.get(customer))),
                    id => self.orders.ids.push(ids.orders.get(id)),
                }
                self.orders.customer.push(CustomerIx(customer));
                self.orders.day.push(day);
                self.orders.minute.push(minute);
            } else if let (Some(order_day), Some(order_minute)) =
                (self.orders.day.get_mut(order as usize), self.orders.minute.get_mut(order as usize))
            {
                if *order_day != day {
                    let id = ids.orders.get(order_id);
                    issues.add(IssueCode::OrderOverSeveralDays, "", amount, || example(Meaning::OrderId, id));
                }
                (*order_day, *order_minute) = later((*order_day, *order_minute), (day, minute));
            }

            if order_id == NONE && sales.segments.get(segment).is_some_and(|s| s.columns.has_order()) {
                issues.add(IssueCode::MissingOrderId, "", amount, || example(Meaning::OrderId, ""));
            }
            if product == NONE {
                if no_product == NONE {
                    no_product = ids.products.intern(NO_PRODUCT);
                }
                product = no_product;
                // Where there is no such column at all, the file as a whole is pointed out.
                if sales.segments.get(segment).is_some_and(|s| s.columns.has_product()) {
                    issues.add(IssueCode::MissingProduct, "", amount, || example(Meaning::ProductId, ""));
                }
            }
            let quantity = sales.quantity.values.get(row).copied().unwrap_or(BAD);
            if quantity % Money::SCALE != 0 {
                let value = Money::from_ten_thousandths(quantity).to_exact_string();
                issues.add(IssueCode::FractionalQuantity, "", amount, || example(Meaning::Quantity, &value));
                rounded.push(row);
            }
            self.lines.order.push(OrderIx(order));
            self.lines.product.push(ProductIx(product));
            self.lines.quantity.push(pieces_of(quantity));
            self.lines.amount.push(amount);
        }
        // Of several customers with the same order number the first by id, whatever the order of the rows.
        for ((order_id, customer), &order) in &shared {
            if let Some(first) = order_of.get_mut(*order_id as usize) {
                let other = self.orders.customer.get(*first as usize).map_or(NONE, |customer| customer.0);
                if ids.customers.get(*customer) < ids.customers.get(other) {
                    *first = order;
                }
            }
        }
        self.anonymous.build_lines(store, known.day, &order_of);
        let Store { sales, .. } = store;
        for row in rounded {
            if let Some(repaired) = sales.repaired.get_mut(row) {
                *repaired = true;
            }
        }
    }

    /// Checks lines against dates and against the other files.
    fn check_lines(&mut self, store: &mut Store, known: &TableInputs<'_>) {
        let registered = registration_days(store, known);
        let Store { files, ids, sales, customer_list, product_list, issues, .. } = store;
        let (has_people, has_catalogue) = (!customer_list.files.is_empty(), !product_list.files.is_empty());
        let year_1990 = Day::from_ymd(1990, 1, 1).unwrap_or_default();
        let mut segment = 0;
        for (line, &row) in self.rows.iter().enumerate() {
            let row = row as usize;
            while sales.segments.get(segment + 1).is_some_and(|next| row >= next.start) {
                segment += 1;
            }
            let Some(&day) = known.day.get(row) else { continue };
            let customer = sales.customer.get(row).copied().unwrap_or(NONE);
            let product = sales.product.get(row).copied().unwrap_or(NONE);
            let amount = self.lines.amount.get(line).copied().unwrap_or_default();
            let mut report = |code, meaning: Meaning, value: &dyn Fn() -> String| {
                issues.add(code, "", amount, || {
                    let file = sales.segments.get(segment).and_then(|s| files.get(s.file));
                    let line = sales.line.get(row).copied().unwrap_or(0);
                    file.map_or_else(Default::default, |file| file.example(line, file.header(meaning), &value()))
                });
            };
            if known.params.today.is_some_and(|today| day > today) {
                report(IssueCode::FutureDate, Meaning::Date, &|| day.to_string());
            }
            if day < year_1990 {
                report(IssueCode::OldDate, Meaning::Date, &|| day.to_string());
            }
            match customer_list.row_of.get(customer) {
                None if has_people => {
                    report(IssueCode::UnknownCustomer, Meaning::CustomerId, &|| ids.customers.get(customer).to_owned());
                }
                Some(person) if registered.get(person).copied().flatten().is_some_and(|since| day < since) => {
                    report(IssueCode::BeforeRegistration, Meaning::Date, &|| day.to_string());
                }
                _ => {}
            }
            if has_catalogue && product != NONE && product_list.row_of.get(product).is_none() {
                report(IssueCode::UnknownProduct, Meaning::ProductId, &|| ids.products.get(product).to_owned());
            }
        }
    }

    /// For each customer or product the text that most of its rows have in a column; of equally common ones the first bytewise.
    /// Also reports empty cells.
    fn most_common(&self, store: &mut Store, meaning: Meaning) -> Vec<u32> {
        let Store { files, ids, sales, issues, .. } = store;
        let (column, owners, count): (&TextColumn, &[u32], usize) = match meaning {
            Meaning::ProductName => (&sales.product_name, &sales.product, ids.products.len()),
            Meaning::Category => (&sales.category, &sales.product, ids.products.len()),
            Meaning::Brand => (&sales.brand, &sales.product, ids.products.len()),
            Meaning::Place => (&sales.place, &sales.customer, ids.customers.len()),
            Meaning::CustomerName => (&sales.customer_name, &sales.customer, ids.customers.len()),
            _ => (&sales.email, &sales.customer, ids.customers.len()),
        };
        if column.values.is_empty() {
            return vec![NONE; count];
        }
        let mut found = MostCommon::new(count);
        let mut segment = 0;
        for (line, &row) in self.rows.iter().enumerate() {
            let value = column.code(row as usize);
            if value != NONE {
                found.add(owners.get(row as usize).copied().unwrap_or(NONE), value);
                continue;
            }
            while sales.segments.get(segment + 1).is_some_and(|next| row as usize >= next.start) {
                segment += 1;
            }
            let Some(file) = sales.segments.get(segment).and_then(|s| files.get(s.file)) else { continue };
            if file.recognised.column(meaning).is_some() {
                let amount = self.lines.amount.get(line).copied().unwrap_or_default();
                issues.add(IssueCode::MissingValue, file.header(meaning), amount, || {
                    file.example(sales.line.get(row as usize).copied().unwrap_or(0), file.header(meaning), "")
                });
            }
        }
        found.finish(column)
    }

    /// Customers and products: those of their files, and those of analysed lines. Renumbers orders and lines to their rows.
    fn build_tables(&mut self, store: &mut Store, known: &TableInputs<'_>) -> (CustomerTable, ProductTable) {
        let registered = registration_days(store, known);
        let Store { ids, sales, customer_list, product_list, .. } = &*store;
        let value = |best: &[u32], column: &TextColumn, code: u32| -> String {
            let value = best.get(code as usize).copied().unwrap_or(NONE);
            if value == NONE { String::new() } else { column.values.get(value).to_owned() }
        };
        let or_else = |text: &str, other: String| if text.is_empty() { other } else { text.to_owned() };
        let from_file = |column: &TextColumn, row: Option<usize>| row.map_or("", |row| column.text(row)).to_owned();

        let mut customers = CustomerTable::default();
        let mut places = Interner::new();
        let mut sold = vec![false; ids.customers.len()];
        set_flags(&mut sold, self.orders.customer.iter().map(|c| c.ix()));
        let mut customer_ix = vec![NONE; ids.customers.len()];
        for (code, slot) in (0_u32..).zip(&mut customer_ix) {
            let row = customer_list.row_of.get(code);
            if row.is_none() && !sold.get(code as usize).copied().unwrap_or(false) {
                continue;
            }
            *slot = customers.ids.len() as u32;
            customers.ids.push(ids.customers.get(code));
            let listed = |column: &clientele_core::domain::StringColumn| row.map_or("", |row| column.get(row)).to_owned();
            customers
                .names
                .push(&or_else(&listed(&customer_list.names), value(&self.customer_names, &sales.customer_name, code)));
            customers.emails.push(&or_else(&listed(&customer_list.emails), value(&self.emails, &sales.email, code)));
            customers.registered.push(row.and_then(|row| registered.get(row).copied().flatten()));
            customers.age_years.push(row.and_then(|row| customer_list.age_years.get(row).copied().flatten()));
            let place = or_else(&from_file(&customer_list.place, row), value(&self.places, &sales.place, code));
            customers.place.push(if place.is_empty() { NO_CATEGORY } else { places.intern(&place) });
        }
        customers.places = places.into_values();

        let mut products = ProductRows::default();
        let mut sold = vec![false; ids.products.len()];
        set_flags(&mut sold, self.lines.product.iter().map(|p| p.ix()));
        let mut product_ix = vec![NONE; ids.products.len()];
        for (code, slot) in (0_u32..).zip(&mut product_ix) {
            if product_list.row_of.get(code).is_none() && !sold.get(code as usize).copied().unwrap_or(false) {
                continue;
            }
            *slot = products.len() as u32;
            products.push(store, code, &self.texts, &self.is_service);
        }
        let products = products.finish();
        self.anonymous.build_products(store, &product_ix, products.ids.len(), &self.is_service);

        for customer in &mut self.orders.customer {
            customer.0 = customer_ix.get(customer.ix()).copied().unwrap_or(NONE);
        }
        for product in &mut self.lines.product {
            product.0 = product_ix.get(product.ix()).copied().unwrap_or(NONE);
        }
        (customers, products)
    }
}

fn set_flags(flags: &mut [bool], which: impl Iterator<Item = usize>) {
    for ix in which {
        if let Some(flag) = flags.get_mut(ix) {
            *flag = true;
        }
    }
}

/// The registration date of each row of the customers files.
fn registration_days(store: &Store, known: &TableInputs<'_>) -> Vec<Option<Day>> {
    let customer_list = &store.customer_list;
    let mut days = Vec::with_capacity(customer_list.registered.len());
    for &(ix, _) in &customer_list.files {
        let (from, to) = range_of(&customer_list.files, ix, customer_list.names.len());
        let order = known.notations.get(ix).and_then(|d| d.date_order).unwrap_or(DateOrder::MonthFirst);
        days.extend(customer_list.dates_of(from, to).iter().map(|date| date.day(order)));
    }
    days
}
