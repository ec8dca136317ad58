//! Names of columns in English, German, French, Spanish and Portuguese, normalised by [`normalise`](super::names::normalise): letters and
//! digits, lower case, no accents.

use crate::schema::meaning::{FileKind, Meaning};

/// The names of columns with a meaning, normalised, the best first.
#[rustfmt::skip] // one name a line would be four screens
pub(crate) fn synonyms(kind: FileKind, meaning: Meaning) -> &'static [&'static str] {
    use Meaning as M;
    match (meaning, kind) {
        (M::OrderId, _) => &[
            "orderid", "invoiceno", "invoice", "invoiceid", "invoicenumber", "ordernumber", "orderno", "ordernum",
            "incrementid", "receiptid", "receiptno", "receiptnumber", "basketid", "transactionid", "saleid", "transactionno", "transactionnumber", "order",
            "transaction", "bestellnummer", "bestellnr", "bestellid", "auftragsnummer", "auftragsnr", "rechnungsnummer",
            "rechnungsnr", "belegnummer", "belegnr", "bestellung", "numerocommande", "numerodecommande", "nocommande", "ncommande",
            "idcommande", "commande", "numerofacture", "numerodefacture", "facture", "numeropedido", "numerodepedido", "nopedido",
            "npedido", "idpedido", "pedidoid", "numerofactura", "factura", "numerodopedido", "pedido", "notafiscal",
        ],
        (M::CustomerId, _) => &[
            "customeruniqueid", "customerid", "custid", "customerno", "customernumber", "customercode", "clientid", "userid",
            "memberid", "membernumber", "buyerid", "shopperid", "accountid", "customer", "client", "buyer", "member", "kundennummer",
            "kundennr", "kundenid", "kunde", "idclient", "numeroclient", "numerodeclient", "codeclient", "idcliente", "clienteid",
            "numerocliente", "numerodecliente", "codigocliente", "codigodocliente", "cliente",
        ],
        (M::Email, _) => &[
            "email", "emailaddress", "customeremail", "buyeremail", "mail", "useremail", "emailadresse", "mailadresse", "courriel",
            "adressemail", "adresseemail", "correo", "correoelectronico", "emailcliente", "emaildocliente",
        ],
        (M::CustomerName, FileKind::Customers) => &[
            "name", "customername", "fullname", "customerfullname", "clientname", "username", "kundenname", "nom", "nomclient",
            "nomduclient", "nomcomplet", "nombre", "nombrecliente", "nombredelcliente", "nombrecompleto", "nome", "nomecliente",
            "nomedocliente", "nomecompleto",
        ],
        (M::CustomerName, _) => &[
            "customername", "buyername", "clientname", "fullname", "kundenname", "nomclient", "nomduclient", "nombrecliente",
            "nombredelcliente", "nomecliente", "nomedocliente",
        ],
        (M::FirstName, _) => &["firstname", "givenname", "vorname", "prenom", "primeironome"],
        (M::LastName, _) => &["lastname", "surname", "familyname", "nachname", "nomdefamille", "apellido", "apellidos", "sobrenome"],
        (M::ProductId, _) => &[
            "productid", "stockcode", "sku", "itemid", "productcode", "itemcode", "itemno", "itemnumber", "productsku", "itemsku",
            "variantsku", "articleid", "articlenumber", "asin", "listingid", "lineitemsku", "artikelnummer", "artikelnr", "artnr",
            "produktnummer", "produktid", "produktcode", "codeproduit", "codearticle", "idproduit", "refproduit",
            "codigoproducto", "codigodeproducto", "idproducto", "codigoproduto", "codigodoproduto", "idproduto",
        ],
        (M::ProductName, FileKind::Products) => &[
            "productname", "name", "title", "description", "itemname", "product", "item", "productdescription", "artikel",
            "artikelname", "produkt", "produktname", "bezeichnung", "produit", "nomproduit", "nomduproduit", "article", "designation",
            "libelle", "producto", "nombreproducto", "nombredelproducto", "descripcion", "nombre", "produto", "nomeproduto",
            "nomedoproduto", "descricao", "nome", "nom",
        ],
        (M::ProductName, _) => &[
            "productname", "itemname", "description", "itemdescription", "productdescription", "producttitle", "product", "item",
            "lineitemname", "artikelname", "artikelbezeichnung", "produktname", "artikel", "produkt", "bezeichnung", "nomproduit",
            "nomduproduit", "produit", "article", "designation", "libelle", "nombreproducto", "nombredelproducto", "producto",
            "articulo", "descripcion", "nomeproduto", "nomedoproduto", "produto", "descricao",
        ],
        (M::Category, _) => &[
            "category", "productcategory", "productcategoryname", "department", "producttype", "productline", "subcategory",
            "kategorie", "warengruppe", "produktkategorie", "categorie", "famille", "rayon", "categoria", "familia", "departamento",
        ],
        (M::Brand, _) => &[
            "brand", "vendor", "manufacturer", "brandname", "marke", "hersteller", "marque", "fabricant", "marca", "fabricante",
        ],
        (M::Date, _) => &[
            "purchasedate", "orderdate", "invoicedate", "transactiondate", "saledate", "salesdate", "date", "datetime", "timestamp",
            "orderpurchasetimestamp", "purchasedat", "orderedat", "createdat", "ordertime", "bestelldatum", "kaufdatum",
            "rechnungsdatum", "auftragsdatum", "bestelltam", "datum", "datecommande", "datedecommande", "dateachat", "datedachat",
            "datefacture", "fechapedido", "fechadepedido", "fechacompra", "fechadecompra", "fechafactura", "fechaventa", "fecha",
            "datapedido", "datadopedido", "datacompra", "datadacompra", "data", "shipdate",
        ],
        (M::Time, _) => &["time", "timeofday", "uhrzeit", "heure", "hora"],
        (M::Quantity, _) => &[
            "quantity", "qty", "qta", "quantitypurchased", "quantityordered", "units", "pieces", "itemssold", "lineitemquantity", "menge",
            "anzahl", "stuckzahl", "stueckzahl", "stuck", "quantite", "qte", "cantidad", "cant", "unidades", "quantidade", "qtd",
            "qtde",
        ],
        (M::UnitPrice, FileKind::Products) => &[
            "price", "unitprice", "listprice", "variantprice", "retailprice", "msrp", "preis", "verkaufspreis", "prix", "prixunitaire",
            "precio", "preciounitario", "preco", "precounitario",
        ],
        (M::UnitPrice, _) => &[
            "price", "unitprice", "priceperunit", "priceeach", "lineitemprice", "einzelpreis", "stuckpreis", "stueckpreis",
            "verkaufspreis", "preis", "prixunitaire", "pu", "prix", "preciounitario", "precio", "precounitario", "preco",
            "valorunitario",
        ],
        (M::LineTotal, _) => &[
            "linetotal", "sales", "netsales", "lineamount", "totalprice", "totalamount", "amount", "revenue", "total",
            "gesamtpreis", "gesamtbetrag", "betrag", "umsatz", "summe", "gesamt", "prixtotal", "montant", "montanttotal", "totalttc",
            "totalht", "preciototal", "importetotal", "importe", "valortotal", "precototal", "valor",
        ],
        (M::OrderTotal, _) => &["ordertotal"],
        (M::LineDiscount, _) => &["linediscount", "lineitemdiscount"],
        (M::Status, _) => &[
            "orderstatus", "status", "financialstatus", "paymentstatus", "bestellstatus", "zahlungsstatus", "statut",
            "statutcommande", "estadopedido", "estadodelpedido", "situacao", "statuspedido", "statusdopedido",
        ],
        (M::CancelledAt, _) => &["cancelledat", "canceledat", "cancellationdate"],
        (M::Place, FileKind::Customers) => &[
            "location", "city", "country", "customercity", "place", "state", "region", "stadt", "ort", "land", "ville", "pays",
            "ciudad", "pais", "cidade", "estado",
        ],
        (M::Place, _) => &[
            "country", "location", "city", "customercity", "place", "region", "land", "ort", "stadt", "pays", "ville", "pais", "ciudad",
            "cidade",
        ],
        (M::Currency, _) => &["currency", "currencycode", "wahrung", "waehrung", "devise", "moneda", "divisa", "moeda"],
        (M::Registered, _) => &[
            "registrationdate", "registeredat", "registered", "signupdate", "joindate", "joined", "customersince", "createdat",
            "registrierungsdatum", "registriertam", "kundeseit", "dateinscription", "datedinscription", "fecharegistro",
            "fechaderegistro", "fechaalta", "datacadastro", "datadecadastro",
        ],
        (M::Age, _) => &["age", "ageyears", "customerage", "alter", "edad", "idade"],
        (M::OrderSequence, _) => &["ordernumberofcustomer"],
        _ => &[],
    }
}
