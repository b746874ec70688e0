"""Fixed values: (field, texts, portal value); None: the texts may not be taken for a value without asking."""

from __future__ import annotations

from typing import Final

SALE, RENT = "sale", "rent"
KIND, DEAL, TYPE = "propertySecondaryType", "announcementType", "propertyType"
STATE, PERIOD, MARKET, LOOK, MONEY = (
    "announcementStatus", "announcementPayPeriod", "propertyHousingMarket", "propertyVisualState",
    "announcementCurrency",
)  # fmt: skip

CHOICES: Final[tuple[tuple[str, tuple[str, ...], str | None], ...]] = (
    (DEAL, ("Vânzare", "vanzare", "VÂNZARE", "De vânzare", "vând", "Se vinde", "vânzări", "Vînzare", "spre vânzare"), SALE),
    (DEAL, ("Продажа", "продажа", "Продам", "Продаю", "продаётся", "на продажу", "Купля-продажа"), SALE),
    (DEAL, ("Продаж", "продам", "Продається", "продаж квартири", "sale", "For sale", "Sell", "selling", "SALE"), SALE),
    (DEAL, ("Vânzare apartament", "Продажа квартиры", "Продажа дома", "Продажа квартиры в новостройке"), SALE),
    (DEAL, ("Chirie", "chirie", "De închiriat", "Închiriere", "Dau în chirie", "arendă", "de inchiriat", "Închiriez"), RENT),
    (DEAL, ("Аренда", "Сдам", "сдаю", "сдаётся", "в аренду", "Снять", "Сдать", "Аренда квартиры", "Долгосрочная аренда"), RENT),
    (DEAL, ("Оренда", "здам", "Здається", "в оренду", "rent", "For rent", "to let", "Rental", "lease", "long term rent"), RENT),
    (DEAL, ("посуточно", "Аренда посуточно", "chirie pe zi", "Сдача в аренду"), RENT),
    (DEAL, ("Schimb", "Обмен", "Cumpăr", "куплю", "Caut chirie", "сниму", "wanted", "Vânzare/Chirie", "продажа или аренда", "sale/rent", "куплю квартиру", "Cumpărare", "caut în chirie"), None),
    (KIND, ("Apartament", "apartament", "APARTAMENTE", "ap.", "Ap", "Apartament 2 camere", "apartament în bloc nou"), "apartment"),
    (KIND, ("Квартира", "квартира", "квартиры", "кв.", "Квартиру", "апартаменты", "3-комн. квартира", "2-к квартира"), "apartment"),
    (KIND, ("flat", "Apartment", "apartments", "Flats", "студия", "garsonieră", "studio", "пентхаус", "penthouse", "квартири", "кв-ра"), "apartment"),
    (KIND, ("Casă", "casa", "Case", "Vilă", "townhouse", "casă de locuit", "Casă la curte", "casă individuală", "Casă de vacanță", "duplex casă"), "house"),
    (KIND, ("Дом", "дома", "коттедж", "таунхаус", "дача", "вилла", "Частный дом", "часть дома", "будинок", "дом с участком", "House", "villa", "cottage"), "house"),
    (KIND, ("Cameră", "camera", "odaie", "комната", "кімната", "room", "комнаты", "Cameră în cămin"), "room"),
    (KIND, ("Teren", "teren pentru construcții", "lot de teren", "Участок", "земельный участок", "ділянка", "land", "plot", "земля", "Teren intravilan"), "residential-land"),
    (KIND, ("Oficiu", "birou", "Spațiu de birouri", "Офис", "офисное помещение", "офіс", "office", "offices"), "office"),
    (KIND, ("Magazin", "Spațiu comercial", "Магазин", "торговое помещение", "торговая площадь", "shop", "retail", "торгівельне приміщення"), "trade"),
    (KIND, ("Depozit", "склад", "складское помещение", "warehouse", "складське приміщення", "Складские помещения"), "warehouse"),
    (KIND, ("hală industrială", "Producție", "производство", "производственное помещение", "цех", "factory", "production"), "production"),
    (KIND, ("Afacere", "готовый бизнес", "бизнес", "business", "готовий бізнес", "ресторан", "hotel", "Cafenea"), "business"),
    (KIND, ("Garaj", "гараж", "garage", "гаражі", "Гаражи", "box"), "garage"),
    (KIND, ("Parcare subterană", "подземный паркинг", "underground parking", "підземний паркінг", "loc de parcare subteran"), "underground-parking"),
    (KIND, ("xyz", "Apartament sau casă", "квартира/дом", "Proprietate", "объект", "Imobil", "nou", "Casă/teren", "2024", "alt apartament decât"), None),
    (TYPE, ("Rezidențial", "residential", "жилая", "Жилая недвижимость", "житлова", "Locuințe"), "residential"),
    (TYPE, ("Comercial", "commercial", "коммерческая", "Коммерческая недвижимость", "комерційна", "spații comerciale"), "commercial"),
    (TYPE, ("Parcare", "parking", "паркинг", "Парковка", "Parcări"), "parking"),
    (STATE, ("Activ", "activ", "Disponibil", "активно", "Активен", "в продаже", "свободна", "Опубликовано", "active", "available", "published", "активний", "Активное", "liber"), "active"),
    (STATE, ("Vândut", "VÂNDUT", "vandut", "продано", "Продан", "продана", "sold", "Sold out", "închiriat", "сдано", "сдана", "rented", "Продано нами", "здано", "tranzacționat"), "completed"),
    (STATE, ("Rezervat", "rezervat", "резерв", "бронь", "забронировано", "reserved", "снято", "Снят с продажи", "withdrawn", "Inactiv", "неактивно", "arhivă", "в архиве", "архів", "hidden", "Suspendat", "off market", "retras"), "hidden"),
    (STATE, ("Ciornă", "черновик", "чернетка", "draft"), "draft"),
    (STATE, ("Expirat", "истекло", "expired", "просрочено"), "expired"),
    (STATE, ("nu mai e valabil", "activ din martie?", "xyz", "în lucru la notar", "не продано", "nu este vândut", "not sold", "unsold"), None),
    (PERIOD, ("lunar", "pe lună", "ежемесячно", "в месяц", "помесячно", "monthly", "per month", "щомісяця", "на місяць", "руб/мес"), "monthly"),
    (PERIOD, ("zilnic", "pe zi", "посуточно", "в сутки", "daily", "per day", "подобово", "pe noapte", "за сутки"), "daily"),
    (PERIOD, ("săptămânal", "недельная", "weekly", "anual", "в год", "yearly", "pe oră", "почасово", "lunar sau zilnic"), None),
    (MARKET, ("Bloc nou", "construcție nouă", "Новостройка", "новострой", "новобудова", "new build", "New building", "первичка", "Первичный рынок", "новый дом", "bloc nou / construcții noi"), "new-build"),
    (MARKET, ("Secundar", "Вторичка", "вторичный рынок", "вторинний", "secondary", "resale", "bloc vechi", "fond vechi", "xyz", "nu e bloc nou", "не новостройка", "not new", "nou/vechi"), None),
    (LOOK, ("Euroreparație", "reparație euro", "Евроремонт", "евро ремонт", "євроремонт", "euro-renovation", "euro renovation", "с евроремонтом"), "euro-renovation"),
    (LOOK, ("Fără reparație", "без ремонта", "черновая", "косметический", "variantă albă", "белый вариант", "designer", "дизайнерский", "not renovated", "xyz", "без евроремонта", "nu euroreparație", "necesită reparație"), None),
    (MONEY, ("EUR", "eur", "€", "Euro", "евро", "євро", "EURO", "evro"), "EUR"),
    (MONEY, ("USD", "$", "dolari", "доллары", "долл.", "dollar", "долари", "US$", "доллар США", "долл. США"), "USD"),
    (MONEY, ("MDL", "lei", "Lei", "леи", "лей", "молд. леи", "lei moldovenești", "LEU", "леї"), "MDL"),
    (MONEY, ("RON", "руб", "UAH", "грн", "лв", "gbp", "xyz", "EUR/USD", "lei sau euro", "BTC", "lei românești", "RUB"), None),
)  # fmt: skip

# One text that says several things: (field of the column, text, what the row must say).
SEVERAL: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    (KIND, "Продажа квартиры в новостройке", {DEAL: SALE, KIND: "apartment", TYPE: "residential", MARKET: "new-build"}),
    (DEAL, "Продажа квартиры в новостройке", {DEAL: SALE, KIND: "apartment", TYPE: "residential", MARKET: "new-build"}),
    (DEAL, "Vânzare apartament", {DEAL: SALE, KIND: "apartment"}),
    (DEAL, "Vânzare apartamente bloc nou", {DEAL: SALE, KIND: "apartment", MARKET: "new-build"}),
    (DEAL, "Аренда офиса", {DEAL: RENT, KIND: "office", TYPE: "commercial"}),
    (DEAL, "Chirie apartament", {DEAL: RENT, KIND: "apartment"}),
    (DEAL, "Chirie casă", {DEAL: RENT, KIND: "house"}),
    (DEAL, "Оренда квартири", {DEAL: RENT, KIND: "apartment"}),
    (DEAL, "Продаж будинку", {DEAL: SALE, KIND: "house"}),
    (DEAL, "Apartment for rent", {DEAL: RENT, KIND: "apartment"}),
    (DEAL, "House for sale", {DEAL: SALE, KIND: "house"}),
    (DEAL, "Продажа дома", {DEAL: SALE, KIND: "house"}),
    (DEAL, "Продажа комнаты", {DEAL: SALE, KIND: "room"}),
    (DEAL, "Продажа земельного участка", {DEAL: SALE, KIND: "residential-land"}),
    (DEAL, "Vânzare teren pentru construcții", {DEAL: SALE, KIND: "residential-land"}),
    (DEAL, "Vânzare spațiu comercial", {DEAL: SALE, KIND: "trade", TYPE: "commercial"}),
    (DEAL, "Аренда склада", {DEAL: RENT, KIND: "warehouse"}),
    (DEAL, "Vând garaj", {DEAL: SALE, KIND: "garage", TYPE: "parking"}),
    (KIND, "Casă de vânzare", {DEAL: SALE, KIND: "house"}),
    (KIND, "Apartament de închiriat", {DEAL: RENT, KIND: "apartment"}),
    (KIND, "Квартира, вторичка", {KIND: "apartment"}),
    (TYPE, "Жилая: квартира", {TYPE: "residential", KIND: "apartment"}),
    (KIND, "Сдам 2-комн. квартиру", {DEAL: RENT, KIND: "apartment"}),
)
