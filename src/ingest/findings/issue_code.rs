//! Every problem that validation can find: its code, severity, title, explanation and suggestion.

use serde::{Deserialize, Serialize};

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Data could not be used, or is likely to be wrong.
    Problem,
    /// Worth a look: an assumption was made, or something is unusual.
    Warning,
    /// Good to know.
    Info,
}

macro_rules! issue_codes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $severity:ident $title:literal $explanation:literal $suggestion:literal)*) => {
        /// Every problem that validation can find.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum IssueCode {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl IssueCode {
            /// All codes.
            pub const ALL: &'static [IssueCode] = &[$(IssueCode::$variant),*];

            /// The stable name, as in files.
            pub fn code(self) -> &'static str {
                match self { $(IssueCode::$variant => $code),* }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(IssueCode::$variant => Severity::$severity),* }
            }

            /// Title, explanation, suggestion.
            pub(crate) fn texts(self) -> (&'static str, &'static str, &'static str) {
                match self { $(IssueCode::$variant => ($title, $explanation, $suggestion)),* }
            }
        }
    };
}

impl IssueCode {
    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        self.texts().0
    }

    /// What it means, in one or two sentences.
    pub fn explanation(self) -> &'static str {
        self.texts().1
    }
}

issue_codes! {
    /// The header is repeated inside the file.
    RepeatedHeader "repeated-header" Info "Header repeated"
        "The row repeats the names of the columns, as happens when files are joined. It was set aside."
        "Nothing to do."
    /// A row of empty cells.
    EmptyRow "empty-row" Info "Empty rows"
        "All cells of the row are empty. It was set aside."
        "Nothing to do."
    /// Quantity, price or total worked out from the others.
    WorkedOut "worked-out" Warning "Numbers worked out"
        "Of quantity, price and total one could not be read. It was worked out from the others; where the quantity alone is not known, it \
        counts as one piece."
        "Correct the cells in the export if the number of pieces matters."
    /// Cells more or fewer than the header.
    RaggedRow "ragged-row" Problem "Rows with the wrong number of cells"
        "The row has more or fewer cells than there are columns, so it is not clear which value belongs where. It was set aside."
        "Look for delimiters or quotes inside texts at the lines shown, and put quotes around those texts."
    /// Its last cells are missing, and can be.
    ShortRow "short-row" Info "Rows without their last cells"
        "The row ends early, but everything that is needed of it is there. It was used; what is missing counts as empty."
        "Nothing to do, unless they are many: some programs leave out empty cells at the end of a row."
    /// A total or a note among the rows.
    SummaryRow "summary-row" Info "Totals and notes between the rows"
        "The row is a total or a note, not a sale. It was set aside."
        "Nothing to do."
    /// An order that another file has, too.
    SeenInOtherFile "seen-in-other-file" Warning "Sales that another file has, too"
        "The same lines of the same orders stand in a file before. They were counted once: these rows were set aside, unless the repair is switched off."
        "If the files are of different shops whose order numbers are the same, switch off the repair \"Count orders of several files once\"."
    /// `1.23457E+12`.
    RoundedId "rounded-id" Problem "Numbers that a spreadsheet rounded"
        "Long numbers of orders, customers or products were written as 1.23457E+12: their last digits are lost, so different ones look the same."
        "Export the file again without opening it in a spreadsheet, or with that column as text."
    /// Day and month in each other's place in a part of the column.
    SwappedDates "swapped-dates" Problem "Day and month most likely swapped"
        "A part of the dates breaks the order of the rows, or has no day after the twelfth, and would be right with day and month in each other's place. Spreadsheets set to another country do that. They were read as they stand."
        "Export the dates again without opening the file in a spreadsheet, as YYYY-MM-DD."
    /// A field that the first objects of a JSON file do not have.
    LateColumn "late-column" Warning "Fields that begin late"
        "The first objects of the file do not have this field, so it was not read."
        "Export the file with all fields in each object, also where they are empty."
    /// A column of lists in a Parquet file.
    ListColumn "list-column" Warning "Columns of lists"
        "The column holds a list in each row, so it was not read."
        "If it is needed, write each item of the lists as a row of its own."
    /// `Dr` and `Cr`.
    DebitAndCredit "debit-and-credit" Warning "Debits and credits"
        "Some amounts are marked Dr and others Cr. Those of the rarer kind were taken for money paid back."
        "Check the amounts at the lines shown."
    /// Unreadable date.
    BadDate "bad-date" Problem "Dates that cannot be read"
        "The date is empty, is no day of the calendar, or does not follow the order of day and month of the other dates. The row was set aside."
        "Correct the dates, or export them as YYYY-MM-DD."
    /// Unreadable quantity or price.
    BadNumber "bad-number" Problem "Quantities or prices that cannot be read"
        "The quantity or the price is empty or no number, so the row has no amount. It was set aside."
        "Correct the cells, or export plain numbers such as 12.50. If rows without an amount are purchases, too, switch on the repair \"Count purchases without an amount\"."
    /// Purchases whose amount is empty, counted because the recipe says so.
    NoAmount "no-amount" Warning "Purchases without an amount"
        "The amount is empty. The rows count as purchases, as you have said, with nothing spent: revenue, what customers spent and their value are too low by what these purchases cost."
        "Export the amounts, too, or switch off the repair \"Count purchases without an amount\"."
    /// No customer.
    NoCustomer "no-customer" Warning "Sales without a customer"
        "Nobody is named as the buyer, so the row counts for no customer. If nothing else is wrong with it, it counts as a sale of the shop: in its revenue, products, seasons and baskets."
        "If these are guest orders, export the e-mail address with each order."
    /// A word for nobody.
    AnonymousCustomer "anonymous-customer" Warning "Customers who are nobody"
        "The customer is a word such as Guest or Cash, or a number that stands for no customer. Such sales are of many people. They count for no customer, unless the repair \"Guests and walk-in customers are nobody\" is switched off."
        "If it is the name of a real customer, switch off that repair."
    /// A number with far more orders than any other.
    SharedCustomer "shared-customer" Problem "One customer with far more orders than any other"
        "This customer has an implausible share of all orders, as a till's number for everybody has. If it stands for many people, its sales should count for no customer; if it is one large customer, all is well."
        "If it stands for many people, switch on the repair \"A customer with an implausible share of orders is nobody\"."
    /// A status that is not known.
    UnknownStatus "unknown-status" Warning "A status that is not known"
        "It is not known what this word or number in the status column means. Such orders count as sales."
        "If they were cancelled, not paid or paid back, say so for that status in the repairs."
    /// Cancelled orders and invoices.
    Cancellation "cancellation" Info "Cancelled orders"
        "The order was called off: by its status, or by an invoice whose number begins with C. The rows were set aside. The sales that such invoices cancel are told in lines of their own, unless the repair \"Settle cancellations and returns\" is switched off."
        "Nothing to do."
    /// Bookkeeping.
    Adjustment "adjustment" Info "Bookkeeping adjustments"
        "Invoice numbers that begin with A adjust the books, for instance for bad debt. They are no sales and were set aside."
        "Nothing to do."
    /// Pending, failed, unpaid.
    NotPaid "not-paid" Info "Orders that were not paid"
        "The status says that the order is unpaid, failed or still pending. The rows were set aside."
        "If such orders are sales to you, say so for that status in the repairs."
    /// Paid back as a whole.
    Refunded "refunded" Info "Orders that were refunded"
        "All that was paid was paid back. The rows were set aside."
        "Nothing to do."
    /// Views and carts.
    NotBought "not-bought" Info "Events that are no purchase"
        "The row says that somebody looked at something or put it into the cart. The rows were set aside; only purchases are sales."
        "Nothing to do."
    /// Paid back in part.
    PartlyRefunded "partly-refunded" Warning "Orders that were refunded in part"
        "The status says that a part was paid back or cancelled, and no column says how much. The orders count in full."
        "Export the amounts that were paid back, too."
    /// Trials.
    TestLine "test-line" Info "Test orders"
        "The product or the customer is called \"test\". The rows were set aside, unless the repair is switched off."
        "If it is a real product, switch off the repair \"Leave out tests\"."
    /// Returned goods.
    Return "return" Warning "Returns"
        "Goods came back: the quantity or the amount is negative. The rows were set aside, and what they take back was taken off its sale, unless the repair \"Settle cancellations and returns\" is switched off."
        "Nothing to do."
    /// Lines whose order is nowhere.
    NoOrder "no-order" Problem "Order lines without their order"
        "The line's order number is in none of the files of orders, so nobody knows who bought it and when. It was set aside."
        "Export orders and order lines for the same period."
    /// Another currency.
    OtherCurrency "other-currency" Problem "Rows in another currency"
        "Amounts in different currencies cannot be added up. The rows were set aside, and count nothing in the totals; the repairs say how much they come to in their own currency."
        "Export one currency at a time, or the amounts in the shop's own currency."
    /// Postage, fees, vouchers.
    NonProduct "non-product" Info "Postage, fees and the like"
        "The line is no product. It counts as revenue unless the repair is switched on, and is never recommended."
        "Nothing to do; switch on the repair \"Leave out postage and fees\" to look at goods only."
    /// Far too many pieces.
    ImplausibleQuantity "implausible-quantity" Warning "Implausible quantities"
        "Far more pieces than is usual in these files. The rows were kept; an order of that size is often cancelled again."
        "Look at the lines shown; the repairs can leave them out."
    /// Nothing to take it off.
    ReversalWithoutSale "reversal-without-sale" Warning "Cancellations and returns without their sale"
        "They take back more than the customer bought of the product before in these files, most likely as the sale is older than the files. The rows were set aside; what they come to is not taken off the revenue."
        "Add the files of the time before, if you have them."
    /// Sales that a cancellation took away.
    SettledSale "settled-sale" Info "Sales that were cancelled or returned"
        "A later cancellation or return takes all of it away. The rows were set aside, as the repair says."
        "Nothing to do."
    /// The same order twice.
    DuplicateOrderId "duplicate-order-id" Warning "Orders listed twice"
        "The same order number stands in several rows of the file of orders. The first row counts."
        "Remove the rows that are out of date."
    /// No prices at all.
    NoPrices "no-prices" Warning "There are no prices"
        "The files do not say what anything cost. Recency and frequency are real; all amounts are zero, and nothing can be said about revenue, value or prices."
        "Export the prices, too, if you want to see revenue."
    /// No products at all.
    NoProducts "no-products" Warning "There are no products"
        "The files do not say what was bought. Segments, clusters and value are real; recommendations need products."
        "Export order lines instead of orders or payments, if your shop has them."
    /// Dates that are only counted.
    CountedDays "counted-days" Warning "Dates are counted, not known"
        "The files say how many days lie between a customer's orders, but not when they were. Every customer's first order was put on the same day, 1 January 2017; recency compares how long customers stayed."
        "Nothing to do, unless your export has dates."
    /// Quantity of zero or less.
    QuantityNotPositive "quantity-not-positive" Warning "Quantities of zero or less"
        "Nothing was sold, or stock was corrected. The row was set aside."
        "Nothing to do, unless they are many."
    /// Price of zero or less.
    PriceNotPositive "price-not-positive" Warning "Prices of zero or less"
        "Nothing was paid: a gift, a sample or a correction. The row was set aside."
        "Check whether the price is missing from your catalogue."
    /// Over a billion in one line.
    ImplausibleAmount "implausible-amount" Problem "Implausible amounts"
        "One line comes to more than a billion. The row was set aside."
        "Check the price and the quantity; perhaps a decimal mark was lost."
    /// Exact repeats, kept.
    DuplicateRow "duplicate-row" Warning "Rows that repeat exactly"
        "All cells are the same as in an earlier row. They were kept, unless the repair is switched on: a till may well list the same article twice."
        "If your export doubles rows, switch on the repair \"Leave out repeated rows\"."
    /// The same customer twice.
    DuplicateCustomerId "duplicate-customer-id" Warning "Customers listed twice"
        "The same customer number stands in several rows of the customers file. The first row counts."
        "Remove the rows that are out of date."
    /// The same product twice.
    DuplicateProductId "duplicate-product-id" Warning "Products listed twice"
        "The same product number stands in several rows of the products file. The first row counts."
        "Remove the rows that are out of date."
    /// Rows of customers or products without id.
    MissingId "missing-id" Warning "Customers or products without a number"
        "The row has no number to know the customer or product by. It was passed over."
        "Fill in the number."
    /// The same order number for two customers.
    OrderWithTwoCustomers "order-with-two-customers" Warning "Order numbers shared by customers"
        "The same order number stands beside different customers. They count as separate orders."
        "Check whether order numbers start again, for instance each year or in each shop."
    /// Order lines far apart.
    OrderOverSeveralDays "order-over-several-days" Info "Orders over several days"
        "Lines of one order have different days. The order counts on the latest."
        "Nothing to do, unless order numbers are used again."
    /// Not in the customers file.
    UnknownCustomer "unknown-customer" Warning "Customers missing from the customers file"
        "The sale names a customer who is not in the customers file. The sale was kept and the customer added."
        "Export the customers file again, with all customers."
    /// Not in the products file.
    UnknownProduct "unknown-product" Warning "Products missing from the products file"
        "The sale names a product that is not in the products file. The sale was kept and the product added."
        "Export the products file again, with discontinued products."
    /// Sales of nothing named.
    MissingProduct "missing-product" Warning "Sales without a product"
        "No product is named. The sale was kept, under a product called \"(no product)\"."
        "Fill in the product if recommendations should know it."
    /// Sales without order number.
    MissingOrderId "missing-order-id" Info "Sales without an order number"
        "What one customer bought on one day counts as one order."
        "Export the order number to see orders as they were."
    /// Empty cells in a useful column.
    MissingValue "missing-value" Info "Empty cells"
        "The rows were kept; what the cell would say is not known."
        "Fill in the cells if you want to use them."
    /// A cell of customers or products that cannot be read.
    BadOptionalValue "bad-value" Warning "Values that cannot be read"
        "The row was kept; the value counts as unknown."
        "Correct the values at the lines shown."
    /// A column that the schema has and the file has not.
    MissingColumn "missing-column" Warning "Columns that are missing"
        "The file can be used without the column, but what it would say is not known."
        "Export the file with this column."
    /// After today.
    FutureDate "future-date" Warning "Dates in the future"
        "The purchase is dated after today. The row was kept, unless the repair is switched on."
        "Check the order of day and month, and the clock of the till."
    /// Before 1990.
    OldDate "old-date" Warning "Dates before 1990"
        "The purchase is dated before 1990, which is often a sign of a missing date. The row was kept, unless the repair is switched on."
        "Check the dates at the lines shown."
    /// Decades apart from the rest.
    ImplausibleDate "implausible-date" Problem "Dates decades apart from all others"
        "The purchase is dated decades apart from nearly all others, or on a day that programs write for \"no date\", such as 1970-01-01 or 9999-12-31. The row was set aside, unless the repair is switched off."
        "Correct the dates at the lines shown; if they are true, switch off the repair \"Leave out implausible dates\"."
    /// Bought before registering.
    BeforeRegistration "before-registration" Info "Purchases before registration"
        "The customer bought before the day of registration, perhaps as a guest. The row was kept."
        "Nothing to do, unless they are many."
    /// 1.5 pieces.
    FractionalQuantity "fractional-quantity" Info "Quantities with decimals"
        "The amount is exact; the number of pieces was rounded, to one at least."
        "Nothing to do."
    /// Several currencies.
    MixedCurrencies "mixed-currencies" Problem "Several currencies added up"
        "The files hold amounts in different currencies. They were added up as if they were one, because the repair is switched off; totals mean little."
        "Export one currency at a time, or the amounts in the shop's own currency."
    /// Both orders fit.
    AmbiguousDateOrder "ambiguous-date-order" Warning "Order of day and month assumed"
        "Every date could be read with the day or the month first. One order was assumed; the file's entry says which."
        "If it is wrong, set the date order, or export dates as YYYY-MM-DD."
    /// Some dates fit only one order, some only the other.
    MixedDateOrder "mixed-date-order" Problem "Day and month in both orders"
        "Some dates have the day first and others the month. The commoner order was taken; dates that do not fit it were set aside."
        "Export the dates again in one format."
    /// Years of two digits.
    ShortYear "short-year" Info "Years of two digits"
        "Years were taken to be 1970 to 2069."
        "Export years with four digits."
    /// Both decimal marks.
    MixedDecimalMarks "mixed-decimal-marks" Warning "Decimal points and commas mixed"
        "Some numbers have a decimal point and others a comma. Each was read by its own mark; those that leave it open by the commoner one."
        "Check the amounts at the lines shown."
    /// `1,234`, and no other number that shows the decimal mark.
    AmbiguousDecimalMark "ambiguous-decimal-mark" Warning "Decimal mark assumed"
        "Numbers such as 1,234 could be a thousand or one and a bit, and no other number in the file tells. A comma was taken for a thousands mark, a point for a decimal one."
        "If it is wrong, set the decimal mark."
    /// A quote that opens and is not closed.
    StrayQuote "stray-quote" Warning "Quotes that are not closed"
        "A cell begins with a quote that is not closed. The line was read as it stands, so that it does not swallow those after it."
        "Double quotes inside texts, as in \"\"\"5\"\" pipe\"."
    /// `#N/A` and the like.
    ErrorCells "error-cells" Warning "Cells with a spreadsheet error"
        "The cell shows an error such as #N/A instead of a value. It counts as empty."
        "Correct the formulas in the workbook."
    /// NUL bytes.
    NulBytes "nul-bytes" Warning "Broken characters"
        "The row holds NUL characters, which no text should have. They were removed."
        "Export the file again; it may be damaged."
}
