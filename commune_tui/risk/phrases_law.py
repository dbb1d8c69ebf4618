# ruff: noqa: E501 - a table of words in many languages
"""How somebody threatens with the law, is an authority, or asks for what the law on data gives them: words near one
another, in many languages. That somebody is a lawyer, or writes about the law, is no such thing."""

from __future__ import annotations

from typing import Final

from commune_tui.risk.wordings import Wording, near, said

_THREAT: Final = (
    ("my our", "solicitor_has solicitors_have lawyer_has lawyers_have lawyer_will solicitor_will attorney_has attorney_will lawyers_will attorneys_will solicitors_will"),
    ("take taking pursue threaten* consider* instruct* commence* go begin start", "legal_action legal_proceedings legal_steps court_proceedings small_claims lawsuit to_court to_the_courts"),
    ("report* complain* complaint refer*", "regulator ombudsman trading_standards consumer_protection information_commissioner data_protection_authority supervisory_authority police"),
    ("reich* erheb* droh* einreich* einlegen", "klage strafanzeige beschwerde_bei mahnbescheid"),
    ("übergeb* übergib* einschalt* beauftrag* weiterleit* wende* konsultier* hinzuzieh*", "anwalt anwältin rechtsanwalt rechtsanwältin rechtsbeistand verbraucherzentrale inkasso*"),
    ("rechtlich* gerichtlich* juristisch*", "schritte maßnahmen wege vorgehen"),
    ("mise mets mettons mettre met", "en_demeure"),
    ("saisi* devant port* engag* intent* recour*", "tribunal justice juridiction prud'hommes conciliateur plainte poursuites action_en_justice médiateur"),
    ("acciones medidas vías tomar* emprender* interpon* present* pondr* iniciar*", "legales judiciales demanda denuncia querella"),
    ("medidas ações vias ação tomar* acionar* recorrer*", "judiciais legais judicial tribunal_competente procon reclamação_formal"),
    ("vie azioni azione sede autorità adire adirò procedere*", "legali legale giudiziaria giudiziarie giudiziale"),
    ("juridische gerechtelijke naar", "stappen maatregelen de_rechter de_rechtbank"),
    ("drog* krok* postępowani* podj* skier* wnios* złoż*", "sądow* prawne prawnych sądu pozew pozwu prokuratur* uokik"),
    ("rättsliga juridiska juridiske retslige rettslige", "åtgärder steg skridt skritt"),
    ("под* обрат* обращ* буд* звер* напиш* жалоб* заяв*", "в_суд судебн* прокуратур* роспотребнадзор* до_суду позов* исков* в_полицию"),
    ("yasal hukuki dava", "işlem* yol* süreç aç* açaca*"),
    ("法的 弁護士に 裁判 訴え", "措置 手段 手続き 相談 依頼 提訴 訴訟 起こ"),
    ("将 將 我们 我們 要 向", "律师函 律師函 起诉 起訴 法律行动 法律行動 法律途径 法律途徑 消费者协会 追究法律责任"),
    ("법적 소송 변호사", "조치 대응 제기 선임 통해"),
    ("سوف سنتخذ سأتخذ اتخاذ رفع", "إجراءات_قانونية الإجراءات_القانونية دعوى المحكمة"),
)  # fmt: skip
_LAWYER: Final = (  # of theirs, and no more
    ("mi nuestro nuestra meu minha nosso mio nostro", "abogado abogada advogado advogada avvocato avvocata legale_rappresentante"),
    ("mon notre", "avocat avocate conseil_juridique"),
    ("mijn onze", "advocaat advocate rechtsbijstand*"),
    ("mój nasz moja mého můj náš", "prawnik adwokat kancelaria právník advokát"),
    ("min vår vores", "advokat jurist"),
)  # fmt: skip
_ORDER: Final = (
    "enforcement_notice compliance_notice amtsgericht landgericht inkassobüro inkassounternehmen "
    "represent_the_claimant represent_the_plaintiff acting_for_our_client acting_on_behalf_of_our_client have_been_instructed_by preserve_all_documents "
    "vor_gericht rechtsschutzversicherung namens_und_in_vollmacht anwaltlich_vertreten unser_mandant unserer_mandantschaft agissant_au_nom "
    "en_nombre_de_mi_cliente en_representación_de_mi in_nome_e_per_conto mio_assistito haastehakemus oikeuteen keresetet_nyújt bírósághoz "
    "subpoena* subpoenaed search_warrant court_order production_order court_summons witness_summons cease_and_desist take-down_notice "
    "takedown_notice letter_before_action letter_before_claim notice_of_claim statement_of_claim law_enforcement_request "
    "preservation_request garnishment litigation_hold gerichtsbeschluss durchsuchungsbeschluss auskunftsersuchen staatsanwaltschaft "
    "abmahnung unterlassungserklärung unterlassungsanspruch mahnbescheid vollstreckungsbescheid einstweilige_verfügung bußgeldbescheid "
    "pfändung* réquisition_judiciaire commission_rogatoire mise_en_demeure huissier_de_justice commissaire_de_justice "
    "requerimiento_judicial citación_judicial orden_judicial burofax notificação_extrajudicial intimação_judicial mandado_judicial "
    "ordem_judicial diffido diffidiamo vi_diffida messa_in_mora decreto_ingiuntivo atto_di_citazione ingebrekestelling "
    "dagvaarding deurwaarder gerechtsdeurwaarder kort_geding wezwanie_przedsądowe przedsądowe_wezwanie ostateczne_wezwanie nakaz_zapłaty "
    "komornik* stämningsansökan kronofogden stevning повестк* досудебн*_претензи* судебн*_приказ* судебн*_запрос* "
    "předžalobní_výzva ihtarname* celpname 内容証明 捜査関係事項照会 裁判所命令 传票 傳票 搜查令 소환장 내용증명 압수수색 مذكرة_تفتيش أمر_محكمة "
    "σε_δικαστήριο εξώδικ*"
)
_DATA: Final = (
    ("copy want gone know access delete deletion erase erasure remove removal disclose send provide give see know stop object rectify",
     "my_personal_data my_personal_information personal_data_you personal_data_about personal_data_relating personal_information_you data_you_hold data_you_have data_you_store data_about_me data_on_me stored_about_me hold_about_me have_about_me everything_you_have everything_you_hold information_you_hold information_about_me all_my_data all_of_my_data"),
    ("auskunft lösch* kopie berichtig* widerspr* herausgabe übertrag*", "personenbezogen*_daten personenbezogen* meine_daten meiner_daten meinen_daten meiner_person dsgvo ds-gvo gespeicherten_daten"),
    ("inzage verwijder* wissen kopie rectificatie wis", "mijn_gegevens gegevens_over_mij persoonsgegevens mijn_persoonsgegevens"),
    ("radera* ta_bort utdrag registerutdrag tillgång kopia slet* indsigt innsyn kopi ret_til", "mina_uppgifter personuppgifter mina_personuppgifter personoplysninger personopplysninger mine_oplysninger mine_data"),
    ("accès effacement effac* supprim* suppression copie communiqu* communication rectifi* opposition exerc*", "mes_données données_me_concernant données_que_vous données_personnelles données_à_caractère informations_personnelles"),
    ("acceso supresión suprim* elimin* borr* rectific* oposición ejerz* ejerc*", "mis_datos datos_personales información_personal datos_sobre_mí"),
    ("copia conocer", "datos_personales todos_mis_datos datos_sobre_mí datos_que_tienen"),
    ("acesso apag* elimin* exclu* cópia retific* exerc*", "meus_dados dados_sobre_mim dados_pessoais informações_pessoais"),
    ("accesso cancell* copia elimin* rettific* esercit*", "miei_dati dati_che_mi_riguardano dati_personali informazioni_personali"),
    ("usuni* usunąć dostęp* kopi* sprostowani* żąda*", "moich_danych danych_osobowych moje_dane danych_osobowych"),
    ("výmaz* smaz* vymaz* kopi* přístup*", "osobní*_údaj* osobních_údajů mých_údajů moje_údaje osobných_údajov"),
    ("удал* копи* доступ* отзыв* видал* требую", "персональн*_данн* мои_данные моих_данных персональн*_дан* мої_дані"),
    ("silin* silme* kopya* erişim*", "kişisel_veri* verilerimi"),
    ("削除 開示 消去 コピー 訂正", "個人情報 個人データ"),
    ("删除 刪除 查阅 副本 导出 更正", "个人信息 個人資料 个人数据 我的数据"),
    ("삭제 열람 사본", "개인정보 개인_정보"),
    ("حذف احذف احذفوا نسخة محو", "البيانات_الشخصية بياناتي"),
    ("מחק מחקו מחיקה עותק", "המידע_האישי הנתונים_האישיים"),
    ("διαγραφή* αντίγραφο πρόσβαση", "προσωπικ*_δεδομέν* δεδομέν*_μου"),
)  # fmt: skip
_BREACH: Final = (
    ("exposed leaked leaking unprotected publicly without_a_login without_a_password without_login without_authentication unauthenticated open_to_anyone", "customer_database your_database your_bucket your_backup your_server customer_records customer_data"),
    ("found discovered publish report* notify obliged", "data_breach data_leak security_breach vulnerability security_hole"),
    ("gefunden entdeckt offen zugänglich melden meldepflichtig*", "datenleck datenpanne datenschutzverletzung kundendatenbank"),
    ("trouvé découvert exposée accessible notifier", "fuite_de_données violation_de_données base_clients"),
    ("encontr* descubr* expuest* accesible notificar", "filtración_de_datos brecha_de_datos violación_de_seguridad base_de_clientes"),
)  # fmt: skip
_RIGHTS: Final = (
    ("infring* take_it_down take_this_down take_them_down remove cease unauthori* without_a_licence without_permission without_a_license",
     "copyright copyrighted trademark trade_mark patent our_photograph our_photo our_images intellectual_property dmca"),
    ("verletz* verstoß* verstöß* unterlass* ohne_lizenz", "urheberrecht* markenrecht* unsere_marke patent*"),
    ("atteinte violation viol* contrefaçon", "droit_d'auteur droits_d'auteur notre_marque contrefaçon_de"),
    ("infrac* vulner* violaz* violaç* violación", "derechos_de_autor nuestra_marca diritto_d'autore nostro_marchio direitos_autorais nossa_marca"),
)  # fmt: skip

LAW: Final[tuple[Wording, ...]] = (
    *(near("legal", 1.0, one, other) for one, other in _THREAT),
    *(near("legal", 0.4, one, other, 10) for one, other in _LAWYER),
    *(said("legal", 1.0, each) for each in _ORDER.split()),
    *(near("legal", 1.0, one, other, 60) for one, other in _DATA),
    *(near("legal", 1.0, one, other, 80) for one, other in (*_BREACH, *_RIGHTS)),
)
