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
    check("Rs. 500", Some((5_000_000, Mark::None, "Rs.")));
    check("\u{2013}12.00", Some((-120_000, Mark::Certain(Point), "")));
    check("\u{2212}4", Some((-40_000, Mark::None, "")));
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
