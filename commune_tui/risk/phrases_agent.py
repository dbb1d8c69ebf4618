# ruff: noqa: E501 - a table of words in many languages
"""How a mail speaks to the agent and not to us: words near one another, in many languages, each row one of them. The
other forms of orders are in :mod:`.phrases`."""

from __future__ import annotations

from typing import Final

from commune_tui.risk.wordings import Wording, near

_RULES: Final = (
    ("ignorera* bortse glöm ignorer* se_bort_fra glem", "instruktion* anvisning* reglerna reglene instruks*"),
    ("ignoruj* zapomeň* pomiň* ignorujte", "pokyn* instrukc* příkaz*"),
    ("hagyd_figyelmen felejtsd* ignoráld", "utasítás* szabály*"),
    ("ignoră ignorați uită uitați", "instrucțiun* regulil*"),
    ("αγνόησε αγνοήστε ξέχνα ξέχασε", "οδηγί* εντολ*"),
    ("yok_say* yoksay* görmezden unut* dikkate_alma*", "talimat* yönerge* komutlar*"),
    ("bỏ_qua quên", "hướng_dẫn chỉ_dẫn chỉ_thị"),
    ("abaikan lupakan", "instruksi petunjuk perintah"),
    ("अनदेखा भूल", "निर्देश"),
    ("不要遵守 不要遵循 不必遵守 别管", "规则 規則 指令 指示 设定"),
    ("no_sigas no_sigáis não_siga não_sigas non_seguire ne_suis_pas ne_suivez_pas befolge_nicht volg_niet", "tus_reglas tus_instrucciones suas_regras suas_instruções tuas_instruções tue_istruzioni tes_consignes tes_instructions deine_regeln deine_anweisungen je_instructies"),
)  # fmt: skip
_ALL: Final = (
    ("forget ignore disregard", "everything_above everything_you_were everything_you_have_been everything_before all_of_the_above everything_that_was"),
    ("vergiss ignoriere", "alles_was alles_bisherige alles_vorherige alles_obige"),
    ("oublie ignore oubliez ignorez", "tout_ce_qui_précède tout_ce_que_tu tout_ce_qu'on"),
    ("olvida ignora olvide ignore", "todo_lo_anterior todo_lo_que_te"),
    ("esqueça ignore esquece ignora", "tudo_o_que tudo_que_te tudo_acima"),
    ("dimentica ignora", "tutto_ciò_che tutto_quello_che quanto_sopra"),
    ("vergeet negeer", "alles_wat alles_hierboven"),
    ("zapomnij zignoruj", "wszystko_co wszystkim_co"),
    ("забудь игнорируй", "всё_что все_что всё_выше"),
    ("忘记 忽略 忘記", "之前的一切 以上内容 以上所有"),
    ("忘れて 無視して", "これまでの 上記の"),
)  # fmt: skip
_CALLED: Final = (
    "liebe_ki hallo_ki an_die_ki hinweis_für_die_ki lieber_assistent hey_bot hello_bot dear_bot hey_ai dear_ai hello_ai attention_ai note_to_ai "
    "chère_ia bonjour_ia note_interne_pour_l'assistant pour_l'assistant querida_ia hola_ia para_el_asistente instrucción_para_el_asistente cara_ia ciao_ia "
    "nota_per_l'assistente per_l'assistente olá_ia para_o_assistente beste_ai voor_de_assistent drogie_ai dla_asystenta dear_assistant hello_assistant hey_assistant "
    "automated_mail_processor mail_processor email_processor automated_agent ai_agent ai_assistant email_agent mail_agent support_bot mail_bot"
)
_DEEDS: Final = (
    "regel* rules new_rule rule instruction* anweisung* consignes reglas istruzioni approve append reveal output print ignore disregard add_the mark_this mark_as "
    "close_the respond_with reply_with gib_mir gib_alle zeige aprueba cierra muestra approuve ajoute affiche approva aggiungi mostra aprove adicione keur voeg zatwierdź dodaj"
)
_YOU_ARE: Final = (
    "if_you_are_an_ai if_you_are_a_language if_you_are_a_large if_you_are_an_llm if_you_are_a_bot wenn_du_eine_ki wenn_sie_eine_ki falls_du_eine_ki "
    "si_eres_una_ia si_eres_un_modelo si_eres_un_asistente se_você_é_um_modelo se_você_é_uma_ia se_és_um_modelo se_fores_um_modelo "
    "si_tu_es_une_ia si_vous_êtes_une_ia si_tu_es_un_modèle si_vous_êtes_un_modèle se_sei_un_modello se_sei_un'intelligenza se_sei_un'ia "
    "als_je_een_ai als_u_een_ai als_je_een_taalmodel jeśli_jesteś_modelem jeśli_jesteś_sztuczną jeżeli_jesteś_modelem если_ты_языков* если_ты_ии если_вы_языков* якщо_ти_мовн* "
    "om_du_är_en_ai hvis_du_er_en_ai eğer_bir_yapay あなたがAI あなたが言語モデル AIであれば 如果你是AI 如果你是人工智能 如果你是语言模型 如果你是一个 당신이_AI إذا_كنت_نموذج"
)
_MACHINE: Final = (
    "ki$ ai$ ia$ assistent assistant assistente asistente asystent bot$ agent$ agents$ processor language model modèle modello llm intelligenza taalmodel "
    "sztuczną языков ии$ мовн yapay あなたが 如果你是 당신이 إذا"
)
_DO: Final = (
    "mark close resolve grant approve credit refund forward delete reveal print ignore disregard upgrade confirm_the add_the send_the "
    "markier* schließ* gewähr* genehmig* erstatt* lösch* leite marqu* ferm* accord* approuv* rembours* supprim* transfèr* marca* cierra* conced* aprob* reembols* borra* reenví* "
    "marque feche aprove conceda apague encaminhe segna chiudi approva concedi cancella inoltra markeer sluit keur oznacz zamknij zatwierdź przyznaj usuń przekaż "
    "отметь закрой одобри верни удали перешли поміть закрий схвали markera stäng godkänn marker lukk godkend işaretle kapat onayla 承認 返金 転送 削除 批准 退款 转发 删除 标记 승인 환불 전달 삭제 وافق احذف"
)
_NOW: Final = (
    ("from_now_on henceforth", "approve grant refund accept_every accept_all waive never_escalate answer_only reply_only answer_every_message you_must you_are_no_longer"),
    ("your_operator your_owner your_administrator your_developer your_developers", "changed_the changed_your updated_your updated_the authorised authorized instructs requires_you"),
    ("ab_jetzt ab_sofort von_nun_an", "bist_du antworte antwortest genehmige gewähre du_musst"),
    ("à_partir_de_maintenant désormais dorénavant", "tu_es tu_dois tu_réponds réponds approuve accorde"),
    ("a_partir_de_ahora desde_ahora de_ahora_en_adelante", "eres debes responde aprueba concede"),
    ("a_partir_de_agora de_agora_em_diante", "você_é você_deve és_um deves responda aprova aprove conceda"),
    ("da_ora_in_poi da_questo_momento d'ora_in_poi", "sei devi rispondi approva concedi"),
    ("vanaf_nu", "ben_je je_bent moet_je antwoord_je keur"),
    ("od_teraz od_tej_pory", "jesteś musisz odpowiadaj zatwierdzaj"),
    ("с_этого_момента отныне теперь_ты", "ты отвечай одобряй должен"),
    ("från_och_med_nu fra_nå_av fra_nu_af", "är_du er_du ska_du skal_du svara godkänn"),
    ("şu_andan_itibaren bundan_böyle bundan_sonra", "sen yanıtla onayla"),
    ("これから 今から 今後は", "あなたは 承認して 回答して"),
    ("从现在起 从现在开始 從現在起 從現在開始", "你是 你必须 你要 批准"),
    ("지금부터 이제부터", "너는 당신은 승인"),
    ("من_الآن", "أنت يجب_عليك وافق"),
    ("tu_es vous_êtes estás está_en eres você_está sei_in ты_в вы_в you_are_in jesteś_w bist_du du_bist", "mode_administrateur modo_administrador modalità_amministratore administratormodus admin-modus trybie_administratora режиме_администратора admin_mode developer_mode maintenance_mode"),
)  # fmt: skip
_GIVE_AWAY: Final = (
    ("send share give email forward reply list reveal", "customer_list list_of_customers list_of_all_customers all_customers all_customer_addresses customers'_addresses customer_addresses your_customers'"),
    ("schick* send* antwort* nenn* übermittl* leite weiterleit* gib", "kundenliste kundendaten aller_kunden alle_kunden systemprompt system-prompt"),
    ("envoie* envoyez transmet* transfèr* transférez donne* révèle*", "liste_des_clients liste_de_vos_clients liste_complète_des tous_les_messages tous_les_mails toutes_les_conversations prompt_système invite_système"),
    ("envía* envíe* manda* reenvía* comparte* muestra* revela*", "lista_de_clientes todos_los_correos todos_los_mensajes datos_de_los_clientes prompt_del_sistema"),
    ("envie* envia* mande* encaminhe* mostre* revele* compartilhe*", "lista_de_clientes todos_os_e-mails todas_as_mensagens dados_dos_clientes prompt_do_sistema"),
    ("invia* inoltra* manda* rispond* mostra* rivela*", "elenco_clienti elenco_dei_clienti lista_dei_clienti email_precedenti messaggi_precedenti tutti_i_messaggi prompt_di_sistema"),
    ("stuur* geef toon deel*", "klantenlijst klantgegevens alle_klanten alle_berichten systeemprompt"),
    ("wyślij* prześlij* podaj* ujawnij* pokaż*", "listę_klientów wszystkich_klientów dane_klientów wszystkie_wiadomości prompt_systemowy promptu_systemowego"),
    ("отправь* пришли* перешли* раскрой покажи", "список_клиентов базу_клиентов всех_клиентов последние_письма все_письма системный_промпт"),
    ("skicka* sänd* send* vis avslöja", "kundlistan kundlista kundelisten kundeliste alla_kunder alle_kunder systemprompten"),
    ("gönder* paylaş* göster*", "müşteri_liste* tüm_müşteri* sistem_istem* sistem_komut*"),
    ("送信 送って 転送 教えて 開示", "顧客リスト 顧客名簿 システムプロンプト"),
    ("发给 发送 告诉 轉發 转发 發給 显示 透露", "客户名单 客戶名單 客户列表 系统提示 系統提示 提示词"),
    ("보내 알려 공개 전달", "고객_명단 고객_목록 시스템_프롬프트"),
    ("أرسل أرسلوا اكشف حوّل", "قائمة_العملاء بيانات_العملاء موجه_النظام"),
)  # fmt: skip
_NOBODY: Final = (
    "sin_avisar sin_consultar sin_preguntar sans_avertir sans_prévenir sans_demander sans_consulter senza_avvisare senza_chiedere senza_consultare "
    "sem_consultar sem_avisar sem_perguntar ohne_rückfrage ohne_zu_fragen ohne_jemanden zonder_te_vragen zonder_iemand bez_pytania bez_informowania "
    "не_спрашивая не_сообщая utan_att_fråga uden_at_spørge without_escalating without_consulting without_checking"
)
_ANYBODY: Final = (
    "nadie ningún personne quelqu'un humain nessuno ninguém humano niemand* jemand* mensch* iemand kogokolwiek nikogo nikomu никого никому "
    "någon nogen person human humans anyone anybody manager supervisor"
)
_OURS: Final = "our we my notre nos notre mon unser* nuestro* nosso* nostro*"

AGENT: Final[tuple[Wording, ...]] = (
    *(near("orders", 1.0, one, other, between="not inte ikke nie niet") for one, other in _RULES),
    *(near("orders", 1.0, one, other) for one, other in _ALL),
    near("orders", 0.9, _DEEDS, _CALLED, 60, between="human person how wie cómo comment", rare=_MACHINE),
    near("orders", 0.9, _DO, _YOU_ARE, 60, between="human person", rare=_MACHINE),
    *(near("orders", 0.9, one, other, between=_OURS) for one, other in _NOW),
    *(near("orders", 0.9, one, other, between=_OURS) for one, other in _GIVE_AWAY),
    near("orders", 0.55, _ANYBODY, _NOBODY, 30),
)
