use super::*;
use DecimalMark::{Comma, Point};
use proptest::prelude::*;

fn check(text: &str, expected: Option<(i64, Mark, &str)>) {
    assert_eq!(parse_number(text).map(|n| (n.value, n.mark, n.sign)), expected, "{text:?}");
}

#[test]
fn reads_numbers_as_shops_write_them() {
    check("12", Some((120_000, Mark::None, "")));
    check("-80995", Some((-809_950_000, Mark::None, "")));
    check("2.55", Some((25_500, Mark::Certain(Point), "")));
    check("0.001", Some((10, Mark::Certain(Point), "")));
    check(".5", Some((5_000, Mark::Certain(Point), "")));
    check("7.", Some((70_000, Mark::Certain(Point), "")));
    check("261,96", Some((2_619_600, Mark::Certain(Comma), "")));
    check("1,234.50", Some((12_345_000, Mark::Certain(Point), "")));
    check("1.234,50", Some((12_345_000, Mark::Certain(Comma), "")));
    check("1.234.567", Some((12_345_670_000, Mark::Certain(Comma), "")));
    check("12,34,567", Some((12_345_670_000, Mark::Certain(Point), "")));
    check("1'234.5", Some((12_345_000, Mark::Certain(Point), "")));
    check("1 234,5", Some((12_345_000, Mark::Certain(Comma), "")));
    check("1 234", Some((12_340_000, Mark::None, "")));
    check("1\u{202f}234\u{202f}567,5", Some((12_345_675_000, Mark::Certain(Comma), "")));
    check("1\u{a0}234,567", Some((12_345_670, Mark::Certain(Comma), "")));
    check("12'345", Some((123_450_000, Mark::None, "")));
    check("1.234", Some((12_340, Mark::Either(Point), "")));
    check("1,234", Some((12_340, Mark::Either(Comma), "")));
    check("1234.567", Some((12_345_670, Mark::Certain(Point), "")));
    check("731.9399999999999", Some((7_319_400, Mark::Certain(Point), "")));
}

#[test]
fn currencies_and_signs_stand_on_either_side() {
    check("£3.40", Some((34_000, Mark::Certain(Point), "£")));
    check("-$12.00", Some((-120_000, Mark::Certain(Point), "$")));
    check("$-12.00", Some((-120_000, Mark::Certain(Point), "$")));
    check("(12.00)", Some((-120_000, Mark::Certain(Point), "")));
    check("12,00 €", Some((120_000, Mark::Certain(Comma), "€")));
    check("৳2,999", Some((29_990, Mark::Either(Comma), "৳")));
    check("USD 5", Some((50_000, Mark::None, "USD")));
    check("12-", Some((-120_000, Mark::None, "")));
    check("12.50-", Some((-125_000, Mark::Certain(Point), "")));
    check("($12.00)", Some((-120_000, Mark::Certain(Point), "$")));
    check("$(12.00)", Some((-120_000, Mark::Certain(Point), "$")));
    check("12,- €", Some((120_000, Mark::Certain(Comma), "€")));
    check("US$ 5", Some((50_000, Mark::None, "US$")));
    check("12,50 €", Some((125_000, Mark::Certain(Comma), "€")));
    check("CHF 1'234.50", Some((12_345_000, Mark::Certain(Point), "CHF")));
    check("R$ 1.234,56", Some((12_345_600, Mark::Certain(Comma), "R$")));
    check("1.234,50 kr.", Some((12_345_000, Mark::Certain(Comma), "kr.")));
    check("R 1 234.50", Some((12_345_000, Mark::Certain(Point), "R")));
    check("R250.00", Some((2_500_000, Mark::Certain(Point), "R")));
    check("TRY 5", Some((50_000, Mark::None, "TRY")));
    check("Rs. 500", Some((5_000_000, Mark::None, "Rs.")));
    check("\u{2013}12.00", Some((-120_000, Mark::Certain(Point), "")));
    check("\u{2212}4", Some((-40_000, Mark::None, "")));
}

#[test]
fn reads_numbers_of_the_whole_world() {
    // A sign and a code that agree.
    check("$12.50 USD", Some((125_000, Mark::Certain(Point), "USD")));
    check("US$12.50 USD", Some((125_000, Mark::Certain(Point), "USD")));
    check("USD $12.50", Some((125_000, Mark::Certain(Point), "USD")));
    check("CAD $1,234.50", Some((12_345_000, Mark::Certain(Point), "CAD")));
    check("-$12.50 CAD", Some((-125_000, Mark::Certain(Point), "CAD")));
    check("($12.50 USD)", Some((-125_000, Mark::Certain(Point), "USD")));
    check("EUR 12,50 €", Some((125_000, Mark::Certain(Comma), "EUR")));
    check("€12,50 EUR", Some((125_000, Mark::Certain(Comma), "EUR")));
    check("EUR 12,50", Some((125_000, Mark::Certain(Comma), "EUR")));
    check("12,50 kr SEK", Some((125_000, Mark::Certain(Comma), "SEK")));
    check("R$ 12,50 BRL", Some((125_000, Mark::Certain(Comma), "BRL")));
    check("¥1200 JPY", Some((12_000_000, Mark::None, "JPY")));
    for text in ["$12.50 EUR", "€5 USD", "USD 5 EUR", "$ £ 5"] {
        check(text, None);
    }
    // Rupees.
    check("Rs.48.90/-", Some((489_000, Mark::Certain(Point), "Rs.")));
    check("Rs.500", Some((5_000_000, Mark::None, "Rs.")));
    check("Rs 500/-", Some((5_000_000, Mark::None, "Rs")));
    check("Rs. 1,23,456.78", Some((1_234_567_800, Mark::Certain(Point), "Rs.")));
    check("₹1,200/-", Some((12_000, Mark::Either(Comma), "₹")));
    check("48/=", Some((480_000, Mark::None, "")));
    check("INR 48.90/-", Some((489_000, Mark::Certain(Point), "INR")));
    check("12,34,56,789.50", Some((1_234_567_895_000, Mark::Certain(Point), "")));
    check("kr.500", Some((5_000_000, Mark::None, "kr.")));
    check("EUR.50", Some((5_000, Mark::Certain(Point), "EUR")));
    check("$.50", Some((5_000, Mark::Certain(Point), "$")));
    // Switzerland.
    check("1’234.50", Some((12_345_000, Mark::Certain(Point), "")));
    check("1´234’567.50", Some((12_345_675_000, Mark::Certain(Point), "")));
    check("CHF 1'234.–", Some((12_340_000, Mark::Certain(Point), "CHF")));
    // Other digits.
    check("١٢٫٥٠", Some((125_000, Mark::None, "")));
    check("١٬٢٣٤٫٥", Some((12_345_000, Mark::None, "")));
    check("۱۲۳۴", Some((12_340_000, Mark::None, "")));
    check("۱۲٫۵ ﷼", Some((125_000, Mark::None, "﷼")));
    check("１，２３４．５０", Some((12_345_000, Mark::Certain(Point), "")));
    check("￥１２００", Some((12_000_000, Mark::None, "￥")));
    check("१२.५", Some((125_000, Mark::Certain(Point), "")));
    check("৳১২", Some((120_000, Mark::None, "৳")));
    check("\u{200f}-٥", Some((-50_000, Mark::None, "")));
    check("1\u{2007}234,50\u{a0}€", Some((12_345_000, Mark::Certain(Comma), "€")));
    for text in ["١٫٢٫٣", "١٫٢.٣", "12/", "12/5", "/-", "12/-/-"] {
        check(text, None);
    }
}

#[test]
fn debit_and_credit_are_told() {
    for (text, value, sign, side) in [
        ("13.00 Dr", 130_000, "", Side::Debit),
        ("13.00Cr", 130_000, "", Side::Credit),
        ("₹1,300.00 DR.", 13_000_000, "₹", Side::Debit),
        ("1300 cr", 13_000_000, "", Side::Credit),
        ("Rs. 13/- Dr", 130_000, "Rs.", Side::Debit),
        ("13.00 INR Cr", 130_000, "INR", Side::Credit),
        ("13.00", 130_000, "", Side::None),
        ("(13.00) Dr", -130_000, "", Side::Debit),
    ] {
        let number = parse_number(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((number.value, number.sign, number.side), (value, sign, side), "{text}");
    }
}

#[test]
fn refuses_what_is_no_number() {
    for text in [
        "",
        "-",
        ".",
        "abc",
        "1.2.3",
        "1,2,3",
        "2010.12.01",
        "1e3",
        "--5",
        "-5-",
        "(5",
        "5)",
        "12 34",
        "1 2345",
        "1 234 56",
        "1,5 000",
        "((5))",
        "(-5)",
        "12%",
        "5 pieces",
        "$5€",
        "NaN",
        // Ids.
        "K107",
        "C-1041",
        "A5",
        "R107",
        "CUP12",
        "SKU 12",
        "107B",
        "INV.5",
        "2 kg",
    ] {
        check(text, None);
    }
    check("1000000000000", Some((10_000_000_000_000_000, Mark::None, "")));
    check("1000000000001", None);
    check("99999999999999999999999999999999999999999999", None);
}

#[test]
fn thousands_are_a_thousand_times_more() {
    assert_eq!(as_thousands(12_340), Some(12_340_000));
    assert_eq!(as_thousands(i64::MAX / 2), None);
}

#[test]
fn floating_point_keeps_small_numbers_and_powers_of_ten() {
    let check = |text: &str, expected: Option<(f64, Mark)>| {
        assert_eq!(parse_decimal(text).map(|n| (n.value, n.mark)), expected, "{text:?}");
    };
    check("0,125", Some((0.125, Mark::Certain(Comma))));
    check("0.00001234", Some((0.000_012_34, Mark::Certain(Point))));
    check("1e-05", Some((0.000_01, Mark::None)));
    check("-1.234E+3", Some((-1234.0, Mark::Certain(Point))));
    check("1,5e2", Some((150.0, Mark::Certain(Comma))));
    check("£1,234.50", Some((1234.5, Mark::Certain(Point))));
    check("1.001", Some((1.001, Mark::Either(Point))));
    for text in ["", "1e5e5", "1e400", "9e14999", "1000000000000000", "inf", "nan", "12%", "1.2.3", "."] {
        check(text, None);
    }
    let number = parse_decimal("1.001").unwrap();
    assert_eq!([number.value_with(Point), number.value_with(Comma)], [1.001, 1001.0]);
}

#[test]
fn marks_agree_or_do_not() {
    let of = |texts: &[&str]| {
        let mut evidence = MarkEvidence::default();
        texts.iter().for_each(|text| evidence.add(parse_number(text).unwrap().mark));
        evidence.agreed()
    };
    assert_eq!(
        [of(&["1,5", "1.234"]), of(&["1.5", "3"]), of(&["1.234"]), of(&["1.5", "1,5"])],
        [Some(Comma), Some(Point), None, None]
    );
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,24}") {
        let _ = parse_number(&text);
        let _ = parse_decimal(&text);
    }

    #[test]
    fn both_readers_agree(text in "[-(]?[$€]?[0-9]{0,6}[., ']?[0-9]{0,4}[.,]?[0-9]{0,3}[)-]?") {
        if let Some(number) = parse_number(&text) {
            let decimal = parse_decimal(&text).unwrap();
            prop_assert_eq!((number.mark, number.sign), (decimal.mark, decimal.sign));
            prop_assert!((decimal.value - number.value as f64 / 1e4).abs() < 1e-4, "{}", text);
        }
    }

    #[test]
    fn agrees_with_money(value in -9_999_999_999_999_i64..9_999_999_999_999, mark in prop::sample::select(vec!['.', ','])) {
        let money = Money::from_ten_thousandths(value);
        let text = money.to_exact_string().replace('.', &mark.to_string());
        let number = parse_number(&text);
        prop_assert_eq!(number.map(|n| n.value), Some(value), "{}", text);
    }
}
