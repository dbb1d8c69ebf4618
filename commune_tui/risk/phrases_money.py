# ruff: noqa: E501 - a table of words in many languages
"""How strangers ask for money, for another account to pay to, for passwords and codes: words near one another, in many
languages, each row one of them. What is asked about one's own card or password is no such thing."""

from __future__ import annotations

from typing import Final

from commune_tui.risk.wordings import Wording, near

_NEW_BANK: Final = (
    ("new changed change changing updated different switched another moved old previous",
     "banks bank_account bank_details bank_data bank_information banking_details remittance_details sort_code routing_number wire_instructions"),
    ("neu* geändert* ändert* änderung* aktualisiert* gewechselt* wechsel* anderes anderen alte alten ungültig*",
     "bankverbindung* kontoverbindung* bankdaten kontodaten kontonummer bankkonto* iban"),
    ("nieuw* gewijzigd* wijzig* veranderd* aangepast* ander", "rekeningnummer* bankrekening* bankgegevens iban"),
    ("uusi uudelle uuden vaihtu* muuttu* vaihta*", "tilinumero* pankkitil* pankkiyhtey* pankkitiedo*"),
    ("új megváltozott változott módosult", "bankszámla* számlaszám* bankszámlaszám*"),
    ("nou nouă schimbat modificat", "cont_bancar contul_bancar date_bancare iban"),
    ("nytt nya ny nye nyt ändra* byta bytt endret endring ændret ændring* skiftet",
     "kontonummer kontonumret bankkonto* bankgiro plusgiro bankuppgifter* kontouppgifter* bankoplysninger bankopplysninger kontooplysninger"),
    ("nouve* ancien* chang* modifi* mis_à_jour", "rib coordonnées_bancaires compte_bancaire iban domiciliation_bancaire références_bancaires"),
    ("nuev* antigu* cambi* cambió modific* actualiz* otra otro", "cuenta_bancaria número_de_cuenta datos_bancarios iban"),
    ("novo* nova* alter* mud* atualiz* outra", "conta_bancária dados_bancários número_da_conta chave_pix iban nib"),
    ("nuov* vecchi* cambi* variat* variazione modific* aggiornat* divers*", "coordinate_bancarie conto_corrente conto_bancario dati_bancari iban"),
    ("now* zmian* zmieni* aktualiz* inn*", "numer*_konta numer*_rachunku rachun*_bankow* kont*_bankow* danych_bankowych dane_bankowe iban"),
    ("nov* změn* zmen* jin*", "čísl*_účtu bankovní_spojení bankovní*_účt* bankové_spojenie iban"),
    ("нов* измен* смен* поменя* змін* оновлен* друг*",
     "реквизит* реквізит* расчётн*_сч* расчетн*_сч* банковск*_сч* банковск*_данн* номер*_счета банківськ*_рахун*"),
    ("yeni değiş* güncel* farklı", "iban* banka_hesa* hesap_numara* banka_bilgi*"),
    ("νέ* άλλαξ* αλλαγή* άλλο", "τραπεζικ* iban"),
    ("変更 新しい 新たな 新口座", "振込先 口座"),
    ("新 变更 變更 更改 更换 更換 改为", "收款账户 收款帳戶 收款账号 银行账户 银行账号 銀行帳戶 银行信息 汇款账户 匯款帳戶 开户行"),
    ("변경 새로운 바뀌 바뀐 새_계좌", "계좌"),
    ("جديد تغيير تغير تحديث تغيّر", "حساب_بنكي الحساب_البنكي حسابنا_البنكي الحساب_المصرفي رقم_الحساب البيانات_البنكية الآيبان"),
    ("חדש* שינוי השתנה השתנו עודכן", "חשבון_הבנק פרטי_הבנק מספר_החשבון פרטי_החשבון"),
)  # fmt: skip
_REFUND: Final = (
    ("refund* reimburse* pay_out payout money_back", "another_account different_account new_account other_account following_account another_card different_card another_iban different_iban this_iban this_account"),
    ("erstatt* rückerstatt* überweis* gutschr* rückzahlung*", "anderes_konto anderen_konto neues_konto neue_konto folgendes_konto andere_karte neue_karte abweichendes_konto"),
    ("terugbeta* terugstort* terugbetaling*", "andere_rekening* nieuwe_rekening* ander_rekening* andere_kaart andere_pas"),
    ("återbetal* tilbagebetal* refunder*", "annat_konto nytt_konto anden_konto ny_konto annen_konto"),
    ("rembours*", "autre_compte nouveau_compte autre_carte nouvelle_carte compte_suivant"),
    ("reembols* devoluci* devuelv* devolver abon*", "otra_cuenta nueva_cuenta cuenta_distinta otra_tarjeta siguiente_cuenta"),
    ("reembols* devolv* estorn*", "outra_conta nova_conta outro_cartão conta_diferente seguinte_conta"),
    ("rimbors* accredit*", "altro_conto nuovo_conto altra_carta conto_diverso seguente_conto"),
    ("zwrot* zwróć* zwróci* zwracać", "inne_konto nowe_konto inny_rachunek nowy_rachunek inną_kartę"),
    ("верн* возврат* повернен*", "друг*_сч* нов*_сч* друг*_карт* нов*_карт* інш*_рахун*"),
    ("iade* geri_öde*", "başka_hesa* yeni_hesa* farklı_hesa* başka_kart*"),
    ("返金", "別の口座 他の口座 新しい口座 別のカード 下記の口座"),
    ("退款 退到 退回", "另一个账户 其他账户 别的账户 新账户 另一张卡 其他卡 这个账户"),
    ("환불", "다른_계좌 새_계좌 다른_카드"),
    ("استرداد استرجاع رد", "حساب_آخر حساب_مختلف بطاقة_أخرى"),
)  # fmt: skip
_NEW_ACCOUNT: Final = (  # where somebody is to pay to it: else it is an account to log in with
    ("überweis* zahl* begleich* bezahl*", "neue_konto neues_konto neuem_konto neuen_konto"),
    ("payer pay* régl* virement* verse*", "nouveau_compte"),
    ("pag* transfer* ingres* abon*", "nueva_cuenta otra_cuenta"),
    ("pag* transfer* deposit*", "nova_conta outra_conta"),
    ("pag* bonific* versa*", "nuovo_conto altro_conto"),
    ("refund* reembols* devoluci* devuelv* erstatt* rückerstatt* rembours* rimbors* terugbeta* terugstort* zwrot* zwróć* återbetal* возврат* iade*", "iban"),
)  # fmt: skip
_SECRECY: Final = (
    "code codes códig* códigos codice codici kod* код* scratch* photo* foto* picture* confiden* vertraulich geheim* secret* "
    "between_us entre_nous niemand* nadie personne nessuno ninguém nikomu никому ingen コード 番号 写真 秘密 卡密 密码 密碼 拍照 "
    "保密 不要告诉 不要告訴 코드 사진 비밀 kimseye الرمز الرموز صورة reimburse* pay_you_back"
)
_GIFT: Final = (
    ("buy purchase get need pick_up procure",
     "gift_card gift_cards gift-cards giftcards gift_vouchers steam_card* itunes_card* itunes_gift* google_play_card* google_play_gift* apple_card* apple_gift* amazon_card* amazon_gift* prepaid_card*"),
    ("kauf* besorg* brauche hol*", "gutschein* guthabenkart* geschenkkart* gutscheinkart* steam-kart* itunes-kart* google-play-kart*"),
    ("koop* kopen haal* halen", "cadeaubon* cadeaukaart* giftcard*"),
    ("köp* køb* kjøp*", "presentkort* gavekort*"),
    ("achet* procur* besoin", "cartes_cadeaux carte_cadeau cartes-cadeaux cartes_prépayées tickets_pcs recharges_pcs"),
    ("compr* consig* necesit*", "tarjetas_regalo tarjetas_de_regalo tarjeta_de_regalo"),
    ("compr* precis* adquir*", "cartões_presente vales-presente vale-presente cartões-presente cartões_de_oferta"),
    ("compr* acquist* procur*", "carte_regalo buoni_regalo carta_regalo"),
    ("kup* zakup*", "kart*_podarunkow* kart*_upominkow* kart*_prezentow*"),
    ("куп* приобр*", "подарочн*_карт* подарункові_картки"),
    ("satın_al*", "hediye_kart* hediye_çek*"),
    ("買って 購入 買い", "ギフトカード ギフト券 プリペイドカード ウェブマネー"),
    ("买 買 购买 購買", "礼品卡 禮品卡 购物卡 点卡 充值卡"),
    ("사 구매 구입", "기프트카드 상품권"),
    ("اشتر شراء", "بطاقات_هدايا بطاقة_هدايا"),
)  # fmt: skip
_NEVER: Final = (
    "never won't will_not do_not don't nie niemals nicht keine jamais ne_pas nunca no_comparta mai non nooit niet aldrig "
    "inte nigdy nie_należy никогда не asla hiçbir 绝不 不会 不要 切勿 決して しないで 절대 "
    "how where can_i could_i may_i should_i ask_you asks_you asking_you wie wo comment où cómo dónde come dove como onde hoe waar jak gdzie как где hur hvor"
)
_AGAIN: Final = (  # somebody who wants a new password asks for this
    "link* enlace* lien* reset* restablec* réinitialis* redefin* reimpost* zurücksetz* zurückzusetzen återställ* "
    "сброс* восстан* vergessen forgot* olvid* oubli* dimentic* esqueci* vergeten zapomnia* забыл* glöm*"
)
_MINE: Final = "my mein* mon ma mi mia mio minha meu mijn mitt min mój moje мой моего"
_SECRETS: Final = (
    ("we_need i_need we_require i_require we_want", "your_password your_login your_credentials your_pin your_api_key your_api_keys your_secret_key your_private_key your_access_key webhook_secret signing_secret"),
    ("reply answer respond send give tell provide share forward paste confirm enter submit include",
     "that_code this_code the_code_we the_code_you_just the_code_you_received the_code_from your_code digit_code 6-digit_code six-digit_code the_codes your_password your_login your_credentials your_pin your_api_key your_secret_key your_private_key your_access_key webhook_secret signing_secret client_secret api_key_and otp"),
    ("wir_benötigen wir_brauchen benötigen_wir brauchen_wir sende senden schick* teil* gib geben nenn* bestätig* antwort* eingeben gib* übermittel* mitteilen",
     "passwort kennwort zugangsdaten anmeldedaten pin tan sicherheitscode bestätigungscode sms-code den_code diesen_code ihren_code"),
    ("lähet* vahvist* kerro* ilmoit* vasta*", "salasana* tunnusluku* tunnuslukusi vahvistuskood* kirjautumistiedot"),
    ("küldje küldd adja_meg erősítse", "jelszó* jelszavát pin-kód*"),
    ("stuur* geef geven bevestig* antwoord* verstrek* deel delen vul", "wachtwoord inloggegevens inlogcode verificatiecode pincode sms-code de_code"),
    ("svara skicka ange bekräfta uppge lämna send* svar opgiv oppgi bekræft bekreft", "lösenord inloggningsuppgifter kod adgangskode kodeord passord bankid engångskod"),
    ("avons_besoin envoy* communiqu* transmet* confirm* indiqu* répond* donn* saisi*", "mot_de_passe identifiants code_de_vérification code_secret code_reçu code_sms code_confidentiel codes_d'accès"),
    ("necesitamos enví* envi* mand* confirm* facilit* indi* respond* compart* introduz*", "contraseña credenciales código clave_de_acceso clave pin"),
    ("precisamos envi* confirm* inform* mand* respond* partilh* compartilh* digit*", "senha palavra-passe credenciais código pin"),
    ("ci_serve ci_servono invi* comunic* conferm* fornis* indic* rispond* inseri* mand*", "password credenziali codice pin"),
    ("potrzebujemy wyślij* wyślą prześlij* przesła* podaj* podać potwierdź* odpowiedz* prosimy_o", "hasło hasła hasłem dane_logowania danych_logowania kod_sms kodu_sms kod_weryfikacyjny kodu_weryfikacyjnego pin"),
    ("pošlete pošlite zašlete zadejte potvrďte uveďte odpovězte", "heslo hesla přihlašovací_údaje ověřovací_kód kód_z_sms"),
    ("отправьте пришлите сообщите подтвердите укажите введите назовите передайте надішліть вкажіть повідомте",
     "пароль пароля код_из коды_из код_подтверждения код_из_смс логин данные_для_входа пін-код код_підтвердження"),
    ("gönder* paylaş* doğrula* bildir* girin* yazın*", "şifreniz* şifrenizi parolanız* doğrulama_kod* sms_kod*"),
    ("στείλτε επιβεβαιώστε δώστε απαντήστε", "κωδικό κωδικός συνθηματικό"),
    ("送って お送り 送信 ご返信 返信 教えて 入力 お知らせ ご連絡", "パスワード 暗証番号 認証コード ログイン情報"),
    ("发送 发给 回复 提供 告诉 输入 确认 發送 回覆 告訴 輸入 確認", "您的密码 你的密码 您的密碼 登录密码 账户密码 收到的验证码 您的验证码 你的验证码 短信验证码 收到的驗證碼 登录信息"),
    ("보내 알려 회신 입력", "비밀번호 인증번호 인증_코드"),
    ("أرسل إرسال أكد تأكيد زودنا أدخل", "كلمة_المرور كلمة_السر رمز_التحقق بيانات_الدخول"),
    ("שלחו שלח השב השיבו אשרו הזינו", "הסיסמה סיסמתך קוד_האימות"),
)  # fmt: skip
_LOCKS: Final = (
    ("turn_off switch_off disable remove deactivate bypass skip reset",
     "two-factor two_factor 2fa two-step two_step mfa multi-factor authenticator second_factor security_question security_check"),
    ("deaktivier* ausschalt* abschalt* zurücksetz* entfern*", "zwei-faktor* zweifaktor* 2fa zweiten_faktor"),
    ("désactiv* retir* supprim*", "double_authentification deux_facteurs 2fa"),
    ("desactiv* desativ* quit* disattiv* rimuov*", "doble_factor dos_pasos dois_fatores duas_etapas due_fattori 2fa"),
    ("uitschakel* uitzetten verwijder* wyłącz* отключ* вимкн*", "tweestaps* twee-factor* tweefactor* dwuskładnikow* dwuetapow* двухфакторн* двофакторн* 2fa"),
    ("set change reset", "the_password_to my_password_to a_password_to password_for_me"),
)  # fmt: skip

MONEY: Final[tuple[Wording, ...]] = (
    *(near("money", 1.0, one, other) for one, other in _NEW_BANK),
    *(near("money", 1.0, one, other, 60) for one, other in (*_REFUND, *_NEW_ACCOUNT)),
    *(near("money", 1.0, one, other, 60, with_=_SECRECY) for one, other in _GIFT),
    *(
        near("money", 1.0, one, other, between=f"{_AGAIN} {_MINE}", unless=f"{_NEVER} {_AGAIN}")
        for one, other in _SECRETS
    ),
    *(near("money", 1.0, one, other, unless=_NEVER) for one, other in _LOCKS),
)
