"""The words with which somebody orders an agent about, as stems of many languages. Pure data.

Stems are written without accents and in small letters, and match the beginning of a word; one that ends in ``.`` is a
whole word. ``_`` stands for a blank. Stems of scripts that set no blanks match anywhere.
"""

from __future__ import annotations

AGENT = """
assistant assistent assistente asistent asistente asistan asystent asystenc avustaj asszisztens asisten ai.
ai-assist ai-agent llm. llms. gpt chatgpt claude. gemini. copilot agent agents. agente agentes agentti agenci
ajan. agen. ugynok bot. bots. chatbot model. models. modell. modelo. modelos. modello. modele. malli.
kunstliche_intelligenz sprachmodell ki. ki-assist ki-agent ia. ia, tekoaly yapay_zeka sztuczn
umela_inteligence artificial_intelligence language_model intelligence_artificielle inteligencia_artificial
intelligenza_artificiale ассистент асистент помощник помічник ии. ші. агент модел бот. боту. чат-бот
искусственн нейросет βοηθ πρακτορ μοντελ τεχνητη_νοημοσυνη アシスタント エージェント 人工知能 モデル ボット
助手 助理 人工智能 人工智慧 智能体 智能體 模型 机器人 機器人 大模型 어시스턴트 비서 에이전트 인공지능 모델
챗봇 مساعد المساعد وكيل الوكيل نموذج النموذج الذكاء_الاصطناعي روبوت دستیار هوش_مصنوعی עוזר סוכן מודל
בינה_מלאכותית בוט לעוזר לסוכן למודל सहायक एजेंट मॉडल एआई बॉट ผู้ช่วย เอเจนต์ โมเดล ปัญญาประดิษฐ์ บอท เอไอ
tro_ly tac_nhan mo_hinh tri_tue_nhan_tao
"""

OVERRIDE = """
ignor disregard forget overrid bypass discard pay_no_attention do_not_follow don't_follow stop_following
ignorier vergiss vergesst missacht ubergeh beachte_nicht oubli ne_tiens_pas_compte ne_tenez_pas_compte neglige
fais_abstraction faites_abstraction olvid haz_caso_omiso no_hagas_caso descart desconsider esquec dimentic
non_considerare trascur scord negeer vergeet glom bortse glem se_bort unohda jata_huomiotta ohita zignoruj
zapomnij pomin zapomen nevsimej nedbej zabudni hagyd_figyelmen felejtsd ne_vedd_figyelembe uita. uitati
yok_say unut dikkate_alma gormezden игнорир забудь забудьте не_обращай не_учитывай отмени ігнору не_зважай
αγνο ξεχασ 無視 忘れ 忽略 无视 忘记 忘掉 忘記 不要理会 不要理會 무시 잊어 잊고 تجاهل انس. انسى נתעלם התעלם
תתעלם שכח नादीده अनदेखा नजरअंदाज भूल नज़रअंदाज़ नادیده_بگیر فراموش_کن ละเว้น เพิกเฉย ลืม ไม่ต้องสนใจ bo_qua
quen. abaikan lupakan
"""

PRIOR = """
previous prior. above. earlier instruct prompt guideline rules. your_rule system_message owner.
what_came_before everything_before before_this vorherig bisherig obig oben. anweisung regel vorgabe
instruktion zuvor davor. precede ci-dessus consigne regle anterior previas previos instruc regla indicacion
regra acima. precedent istruzion regol sopra. ricevut vorig eerder bovenstaand instructie opdracht tidigare
ovan. ovanstaende regler tidligere ovenstaende ovenfor instruks aiemm aikaisem edelli yllaole ohje saann
poprzedn wczesniejs powyzs instrukcj polecen zasad predchoz predtym vyse instrukc pokyn pravid korabbi elozo
fenti utasitas szabaly anterioar regul de_mai_sus onceki yukaridaki talimat kural предыдущ прежн выше.
инструкц указани правил попередн вищ інструкц вказів προηγουμεν παραπανω οδηγι κανον 上記 これまで 以前 指示
命令 ルール 前の 以上 之前 先前 上述 前面 指令 规则 規則 提示 이전 위의 앞의 지시 명령 규칙 السابق أعلاه اعلاه
التعليمات تعليمات الأوامر الاوامر القواعد קודמ הקודמ לעיל הוראות כללים ההוראות قبلی دستور قوانین पिछले पूर्व
ऊपर निर्देश नियम ก่อนหน้า ข้างต้น คำสั่ง กฎ truoc. huong_dan chi_thi quy_tac sebelumnya di_atas instruksi
perintah aturan
"""

ACT = """
forward send. sends. sent. email reply respond answer transfer wire. pay. delete remove approve approving
confirm accept refund reveal disclose leak export upload share. click open. visit follow. download execute
run. archive mark. unsubscribe change update reset whitelist add. copy. bcc cc. output attach grant cancel
tell say. write state. give. set. move create install release sign. treat classify rate. recommend include_the
quote. call_the use_the weiterleit leite. leiten schick sende. senden antworte uberweis zahle losche genehmig
bestatig verrat exportier klick offne andere. aktualisier fuge markier schreib sage. sag. gib. trag. buche
storniere transfere envoie envoyer envoi repond paye. verse. supprim approuv revele divulgu partag cliqu ouvre
ajout marque. ecris dis. donne. modifi change. efface. autoris valid reenvi envia. enviar envie. responde
paga. transfiere borra elimina aprueb confirma revela comparte haz_clic abre. anade agrega marca. escrib di.
da. cambia. modifica. reenvia encaminh mande. responda pague. transfira apague exclua aprove compartilhe
clique. adicione escreva diga. mude. altere inoltr invia. inviare rispond bonific cancella approva conferma
rivela condivid clicca apri. aggiungi segna. scrivi di'. stuur doorsturen antwoord betaal maak_over verwijder
keur. goedkeur bevestig deel. klik open voeg. markeer schrijf zeg. wijzig vidarebefordra skicka svara betala
overfor radera ta_bort godkann bekrafta dela. klicka oppna lagg_till markera skriv andra. videresend send
svar. betal slet. slett godkend godkjenn bekraeft bekreft klikk abn. apne. tilfoj skriv. laheta valita vastaa
maksa poista hyvaksy vahvista avaa. lisaa merkitse kirjoita muuta. przeslij przekaz wyslij odpowiedz zaplac
przelej usun zatwierdz potwierdz ujawnij udostepnij kliknij otworz dodaj oznacz napisz zmien preposli prepos
posli odpovez zaplat smaz schval potvrd klikni otevri pridej oznac napis zmen tovabbit kuld valaszol fizet.
utald torol hagyd_jova erosit kattints nyisd adj_hozza jelol ird. modosit redirectioneaza trimite raspunde
plateste transfera sterge aproba deschide adauga marcheaza scrie schimba ilet. gonder yanitla ode. sil. onayla
paylas tikla ac. ekle. isaretle yaz. degistir перешли пересла отправ ответ оплат перевед удал одобр подтверд
раскро поделись нажм откро добав отмет напиш скаж измен сообщи перешл надішл відправ відповід сплат видал
схвал підтверд натисн відкри додай познач змін προωθησ στειλ απαντησ πληρωσ μεταφερ διαγραψ εγκριν επιβεβαι
κανε_κλικ ανοιξ προσθεσ γραψ πες. αλλαξ 転送 送信 送って 返信 支払 振り込 削除 承認 確認して 公開して クリック
開いて 追加 書いて 言って 変更 答えて 伝えて 转发 轉發 发送 發送 发到 發到 发给 發給 回复 回覆 支付 付款 转账
轉帳 删除 刪除 批准 同意 确认 確認 点击 點擊 打开 添加 写 說 说 告诉 更改 修改 전달 보내 답장 회신 지불 송금
삭제 승인 확인해 공유 클릭 열어 추가 작성 말해 변경 알려 أرسل ارسل أعد_توجيه رد. ادفع حول احذف وافق أكد اكد
انقر افتح أضف اضف اكتب قل. غير. העבר שלח השב ענה שלם מחק אשר. לחץ פתח הוסף כתוב אמור שנה. ارسال پاسخ پرداخت
حذف تایید بنویس بگو भेज अग्रेषित जवाब भुगतान हटा स्वीकार पुष्टि क्लिक खोल जोड़ लिख बता बदल ส่งต่อ ส่ง ตอบกลับ
จ่าย โอน ลบ อนุมัติ ยืนยัน คลิก เปิด เพิ่ม เขียน บอก เปลี่ยน chuyen_tiep gui. tra_loi thanh_toan chuyen_khoan
xoa. phe_duyet xac_nhan nhap_vao mo. them. viet. noi. thay_doi teruskan kirim balas bayar hapus setujui
konfirmasi buka tambahkan tulis katakan ubah
"""

SAY = """
tell say. write. state. mention claim. report. reply answer. include schreib sag. sage. erwahn ecris dis.
indique mentionn escrib di. dile. menciona escreva diga. scrivi di'. riport schrijf zeg. skriv kirjoita kerro
napisz powiedz napis rekni ird. mondd scrie spune yaz. soyle напиш скаж сообщи ответ напиши γραψ πες. 書い
言っ 記載 伝え 写 寫 说 說 回复 回覆 告诉 告訴 작성 말해 써 적어 اكتب قل. כתוב אמור תכתוב लिख बता कह เขียน บอก
ระบุ viet. noi. tulis katakan
"""

SUMMARY = """
summar translat zusammenfass resum riassum riepilog samenvat sammanfatt opsummer oppsummer sammenfat tiivist
yhteenve podsumow streszcz shrn osszefoglal rezum ozet резюмир краткое сводк пересказ обобщ кратко_излаг
підсум περιληψ συνοψ 要約 まとめ 总结 總結 摘要 概括 요약 تلخيص تلخص ملخص לסכם מסכם סיכום תסכם خلاصه सारांश
สรุป tom_tat ringkas
"""

WHEN = """
when. whenever if. in_your in_the_summ must. always. wenn. falls. in_der_zusammenfass immer. quand. lorsque
si. toujours dans_ta dans_le_resum cuando. siempre en_el_resum en_tu quando. se. sempre ao_resum no_resum
nel_riassun in_tua als. wanneer altijd in_je nar. om. alltid hvis. altid i_din jos. kun. aina jesli gdy. kiedy
zawsze w_podsum kdyz. pokud. vzdy ve_shrn ha. amikor mindig cand. daca. mereu eger. her_zaman ozetle когда.
если. всегда в_сводк при. якщо. коли. завжди οταν. αν. παντα では 際 必ず 場合 时 時 如果 请在 必须 할_때
반드시 경우 عند. إذا. اذا. دائما כאשר אם. תמיד هنگام اگر जब अगर हमेशा เมื่อ หาก ต้อง khi. neu. luon saat.
jika. selalu
"""

SECRECY = """
without_ask without_tell without_confirm without_notif without_any_confirm do_not_tell do_not_mention
do_not_say do_not_reveal do_not_show do_not_inform do_not_ask don't_tell don't_mention don't_say don't_ask
don't_inform tell_no say_nothing silently secretly never_mention never_tell never_reveal not_mention_this
keep_this_secret keep_it_secret ohne_nachfrag ohne_zu_frag ohne_ruckfrag ohne_bestatig ohne_nachzufrag
nicht_erwahn erwahne_es_nicht erwahne_dies_nicht erwahne_das_nicht sag_niemand sage_niemand sag_nichts
heimlich sans_demand sans_confirm sans_preven sans_avert ne_mentionne ne_dis ne_dites n'en_parle n'en_dis
secretement sin_pregunt sin_pedir sin_avis sin_confirm no_lo_menc no_menc no_dig no_se_lo_dig en_secreto
sem_pergunt sem_pedir sem_avis sem_confirm nao_menc nao_dig nao_avis senza_chied senza_avvis senza_conferm
senza_dir non_menz non_dir non_farne non_avvis zonder_te_vrag zonder_bevest zonder_overleg vermeld_niet
vermeld_dit_niet zeg_niets niet_vermeld zeg_niemand utan_att_frag utan_bekraft namn_inte sag_inget
uten_a_sporre uden_at_sporg nevn_ikke naevn_ikke si_ingenting kysymatt ala_mainits ala_kerro bez_pyt
bez_potwierdz nie_wspomin nie_mow bez_ptan bez_potvrz nezminuj nerikej kerdezes_nelkul ne_emlits ne_szolj
fara_sa_intreb fara_confirm nu_mention nu_spune sormadan bahsetme soyleme onay_almadan не_говори не_упомина
не_сообща без_подтвержд не_спрашив без_ведома молча не_кажи не_згаду без_підтвердж χωρις_να_ρωτ χωρις_επιβεβ
μην_αναφερ μην_πεις 知らせず 言わないで 触れない 触れず 確認せず 内緒 黙って 不要告诉 不要告訴 不要提 别告诉
無需確認 无需确认 不要询问 不要说 不要說 悄悄 말하지_마 알리지_마 언급하지 확인_없이 몰래 لا_تخبر لا_تذكر
دون_تأكيد دون_أن دون_علم אל_תספר אל_תזכיר בלי_לשאול ללא_אישור न_बता मत_बता बिना_पूछे อย่าบอก ห้ามบอก
โดยไม่ต้องถาม อย่ากล่าวถึง dung_noi khong_nhac khong_hoi jangan_beri jangan_sebut tanpa_bertanya
tanpa_konfirmasi
"""

OBJECT = """
mail e-mail email inbox mailbox message thread. conversation invoice contact password passcode credential
code. codes. verification account bank payment attachment file. files. salar key. keys. token customer.
customers client_list document secret rechnung nachricht posteingang postfach kontakt passwort kennwort konto
zahlung uberweis anhang datei kunden facture courrier messages. boite contacts mot_de_passe compte. virement
paiement piece_jointe fichier correo buzon mensaje factura contrasena cuenta pago. transferencia adjunto
archivo cliente caixa_de_entrada fatura senha conta. pagamento anexo posta. casella messaggi fattur contatti
password. conto. bonific allegat rekening factuur wachtwoord betaling bijlage bestand inkorg faktura losenord
konto. betalning bilag adgangskode passord laskut lasku. salasan tili. poczt skrzynk wiadomosc hasl platnosc
zalacznik klient heslo ucet platb prilo szaml jelszo fizetes mellekl parola. cont. plata. atasament fatura.
sifre hesap odeme письм почт сообщени счет счёт контакт парол перевод платеж файл клиент лист. рахун τιμολογ
κωδικ λογαριασμ μηνυμα πληρωμ メール 受信 メッセージ 請求書 連絡先 パスワード 口座 支払 送金 添付 顧客 邮件
郵件 收件箱 消息 发票 發票 联系人 密码 密碼 验证码 驗證碼 账户 帳戶 付款 附件 客户 메일 받은편지함 메시지 송장
연락처 비밀번호 계좌 결제 송금 첨부 고객 بريد رسائل رسالة فاتورة كلمة_المرور حساب دفع مرفق עמיל הודע חשבונית
סיסמ חשבון תשלום ईमेल संदेश चालान पासवर्ड खाता भुगतान อีเมล ข้อความ ใบแจ้งหนี้ รหัสผ่าน บัญชี hoa_don mat_khau
tai_khoan thanh_toan hop_thu faktur kata_sandi
"""

TO_ME = """
to_me. to_us. new_account neues_konto nouveau_compte nueva_cuenta nuovo_conto nova_conta новый_счет
to_this_address to_my_ an_mich. an_diese a_moi. me_l' a_mi. para_mim. a_me. naar_mij till_mig til_meg til_mig
minulle do_mnie mne. nekem mie. bana. мне. на_адрес мені. σε_μενα 私に 给我 給我 나에게 إلي. אליי मुझे ให้ฉัน
cho_toi kepada_saya
"""

MUST = """
must should shall has_to needs_to is_to muss soll doit doivent debe deve deben moet ska. skall skal. powin
musi. mus. kell. trebuie должен должна должны має. повин πρεπει
"""

BEFORE = """
to_the_ for_the dear hey hi. hello note_to attention as_a as_an as_the you_are if_you_are i_am an_den an_die
an_das fur_den fur_die fur_das als. bist liebe lieber hallo en_tant pour_l pour_le pour_la a_l' cher bonjour
es_un es_une tu_es si_tu vous_etes para_el para_la para_o para_a al. eres_un como_ si_eres estimado caro cara
sei_un come_ per_l per_il per_la all' nota_per se_sei voor_de aan_de ben_je beste till kara til. kjaere kaere
dla. jesli_jestes jako drogi pro_ jsi. jste. mily ha_te ha_egy kedves daca_esti pentru draga ca_ sevgili
for_ai_ for_llm note_for
eger_bir bir. для. если_ты если_вы как_ты уважаемый дорогой ты_ якщо_ти для_ αν_εισαι ως_ προς_ για_ kepada
untuk jika_anda neu_ban danh_cho
"""
