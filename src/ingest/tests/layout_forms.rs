//! The forms in which shops write numbers, dates, statuses and customers whom nobody knows.

/// How numbers are written.
#[derive(Clone, Copy)]
pub(super) struct NumberForm {
    pub(super) decimal: char,
    thousands: &'static str,
    before: &'static str,
    after: &'static str,
}

#[rustfmt::skip] // a form a line
pub(super) const NUMBERS: [NumberForm; 12] = [
    NumberForm { decimal: '.', thousands: "", before: "", after: "" },
    NumberForm { decimal: ',', thousands: "", before: "", after: "" },
    NumberForm { decimal: '.', thousands: ",", before: "", after: "" },
    NumberForm { decimal: ',', thousands: ".", before: "", after: "" },
    NumberForm { decimal: ',', thousands: "\u{a0}", before: "", after: "" },
    NumberForm { decimal: '.', thousands: "'", before: "", after: "" },
    NumberForm { decimal: '.', thousands: ",", before: "$", after: "" },
    NumberForm { decimal: ',', thousands: ".", before: "", after: " €" },
    NumberForm { decimal: '.', thousands: ",", before: "Rs. ", after: "" },
    NumberForm { decimal: '.', thousands: "", before: "USD ", after: "" },
    NumberForm { decimal: ',', thousands: " ", before: "", after: " kr" },
    NumberForm { decimal: ',', thousands: ".", before: "R$ ", after: "" },
];

impl NumberForm {
    pub(super) fn write(self, cents: i64) -> String {
        let sign = if cents < 0 { "-" } else { "" };
        let cents = cents.abs();
        let whole = (cents / 100).to_string();
        let mut grouped = String::new();
        for (ix, digit) in whole.chars().enumerate() {
            if ix > 0 && (whole.len() - ix).is_multiple_of(3) {
                grouped += self.thousands;
            }
            grouped.push(digit);
        }
        format!("{sign}{}{grouped}{}{:02}{}", self.before, self.decimal, cents % 100, self.after)
    }
}

/// Forms of dates.
pub(super) const DATES: usize = 17;

/// A day in one of the forms; days are counted from the second of January 2024.
pub(super) fn write_day(days: usize, form: usize) -> String {
    const MONTHS: [(&str, usize); 12] = [
        ("Jan", 31),
        ("Feb", 29),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    let (mut month, mut day) = (0, days + 2);
    while day > MONTHS[month].1 {
        day -= MONTHS[month].1;
        month += 1;
    }
    let (name, number) = (MONTHS[month].0, month + 1);
    const GERMAN: [&str; 12] =
        ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];
    const FRENCH: [&str; 12] =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
    // The first of January 2024 was a Monday.
    let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][(days + 1) % 7];
    let unix = 1_704_067_200 + (days as u64 + 1) * 86_400 + 36_000;
    match form {
        0 => format!("2024-{number:02}-{day:02}"),
        1 => format!("{day:02}.{number:02}.2024"),
        2 => format!("{number}/{day}/2024"),
        3 => format!("{day:02}/{number:02}/2024 10:{:02}", day % 60),
        4 => format!("{day} {name} 2024"),
        5 => format!("{name} {day}, 2024"),
        6 => format!("2024-{number:02}-{day:02}T10:00:00Z"),
        7 => format!("2024{number:02}{day:02}"),
        8 => unix.to_string(),
        9 => format!("{unix}000"),
        10 => format!("2024-{number:02}-{day:02} 10:00:00.000"),
        11 => format!("{day:02}-{name}-24"),
        12 => format!("{number}/{day}/2024, 10:00:00 AM"),
        13 => format!("{day}.{number}.2024, 10:00:00"),
        14 => format!("{weekday} {name} {day:02} 10:00:00 UTC 2024"),
        15 => format!("{day}. {} 2024", GERMAN[month]),
        _ => format!("{day} {} 2024", FRENCH[month]),
    }
}

/// Statuses: the column's name, the word for a sale and for a cancelled order.
pub(super) const STATUSES: [(&str, &str, &str); 12] = [
    ("Status", "Completed", "Cancelled"),
    ("order_status", "shipped", "canceled"),
    ("Bestellstatus", "Versendet", "Storniert"),
    ("Statut", "Payée", "Annulée"),
    ("Estado del pedido", "Pagado", "Cancelado"),
    ("Status do pedido", "Entregue", "Cancelado"),
    ("Stato ordine", "Spedito", "Annullato"),
    ("Bestelstatus", "Verzonden", "Geannuleerd"),
    ("Status zamówienia", "Zrealizowane", "Anulowane"),
    ("Orderstatus", "Skickad", "Avbruten"),
    ("Sipariş durumu", "Tamamlandı", "İptal edildi"),
    ("Payment Status", "Paid", "Voided"),
];

/// What stands in the customer's place when nobody is known, by language.
pub(super) const NOBODY: [&str; 12] = [
    "Guest",
    "Walk-in customer",
    "Laufkundschaft",
    "Client comptoir",
    "Consumidor final",
    "Cliente balcão",
    "Cliente occasionale",
    "Balieklant",
    "Klient detaliczny",
    "Kontantkund",
    "Perakende müşteri",
    "Unknown",
];

/// Cells that hold nothing.
pub(super) const NOTHING: [&str; 6] = ["", "N/A", "None", "-", "\\N", "NULL"];
