"""Frequent words that tell a language from its neighbours; not the most frequent ones it has.

Indonesian and Malay share most words, and Cebuano, Waray and Ilocano many with Filipino: a word
that both of a pair use often is in neither list. Lower case, straight apostrophes.
"""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TELLING: dict[str, frozenset[str]] = {
    "en": _words(
        """the of and to is in that it was for you with on are this be have not at by from they
        we my your can will would there what about he she his her i me don't were has had do did
        who"""
    ),
    "id": _words(
        """bisa karena banget mau coba ingin cuma tapi punya kok sih deh gak nggak enggak kalian
        mobil uang kantor beda berbeda bahwa kapan gimana sepeda polisi butuh perusahaan silakan
        senang nomor telepon surel unggah unduh berkas sandi kode akun aplikasi pengaduan
        petugas warga kecamatan kelurahan kabupaten mengajukan penjelasan karyawan universitas
        mahasiswa dosen resmi pelayanan rusak pacar pria teman merupakan melakukan yaitu
        jaringan pesan kesalahan udah aja gue kayak emang nih dong tau ngga tdk krn bgt ktp bpjs
        rp kemarin sore siapapun oleh-oleh namun selain oke kecewa makanan nyaman pertanyaan
        jawaban adiknya sedang besok dokter rapat kereta api apel senin jumat kebutuhan
        pelindungan kepolisian sementara bilang ngomong ngerti paham semoga menggunakan
        mengunggah sebelumnya konten diunggah kesempatan terlambat ku mayoritas lisensi standar
        karya prancis jago apapun masing-masing gubernur email tagihan maupun unggahan
        pemberitahuan tsb juli agustus juni maret desember oktober kualitas fasilitas identitas
        aktivitas komunitas menit matematika kabar berangkat bersepeda bekerja rumahnya
        perbudakan perkawinan akal mencoba mampu teman-teman gaji sepertinya lumayan bagus
        pengen bukannya diproses keputusan bandara tiket kursi bis rekening transfer verifikasi
        pendaftaran ditolak alasannya beasiswa"""
    ),
    "ms": _words(
        """awak mahu ialah boleh nak tiada hendak kerana bahawa sila sesiapa perkara lelaki
        selepas telefon kedai fikir bilakah wang kereta pejabat aduan pegawai syarikat kad encik
        puan ringgit dah takde kena je lah pelajar kanak-kanak cuba berbeza beza universiti
        kualiti polis hospital tarikh maklumat kerajaan perkhidmatan cukai semasa apabila
        sekiranya pukul petang esok semalam tandas bilik budak doktor cantik seronok penat laju
        lewat fail muat laman sesawang laluan akaun nombor sahaja amat daripada adakah bolehkah
        lapan saiz imej sunting senarai pautan carian padam tetapan dikehendaki mengikut
        berkaitan pengesahan kelulusan rm mykad lhdn hantar dapatkan bercakap cakap bandar
        basikal lori motosikal kerusi bersetuju pergilah tahukah jepun negeri sini bukanlah
        inilah itulah menyertai mesyuarat terima kekal sebelah perempuan kahwin kawan isteri
        suami kakak mak kegemaran selalunya bagaimanapun memandu ujian peperiksaan kucing anjing
        beritahu sebiji epal menyukai kempen lesen tapak kewujudan membezakan kesihatan jawapan
        kesilapan kadangkala kejayaan dihapuskan dimuat belanjawan syarahan pelakon julai ogos
        disember jun mac isnin ahad jumaat perbezaan berjaya mustahil nombor-nombor kelmarin
        pencapaian menziarahi kebanyakan seminggu cuti bahagian majoriti identiti fasiliti
        aktiviti komuniti peribadi pinjaman permohonan bayaran bil temujanji tidakkah kau-orang
        kitorang takkan taknak macam mcm sbb tolonglah wad klinik jururawat kolej menengah
        darjah hujung"""
    ),
    "vi": _words(
        """không là của và tôi có người được cho này một những với trong đã chúng bạn rất làm
        các đến phải khong cua toi nguoi duoc nhung voi chung rat cac phai nhu biet muon mot nay
        viec truong thoi hoc sinh nuoc thi gi ay anh lam nha ngay noi cung khi neu giup dang
        chuyen nhieu dien minh hoi bang dong tien"""
    ),
    "fil": _words(
        """ang ng mga ay hindi ako at ito kung po namin kami natin nila nang may wala walang
        lang dahil naman rin din isang ano bakit kailan saan ni mo ikaw niyo kaniyang kanyang
        aking iyong ating inyo dito doon iyon yung yan 'yan mayroon meron huwag gusto kailangan
        marami noong bago tao lahat pero sino paano maging araw upang nasa nagkaroon pag"""
    ),
    "pt": _words(
        """que não nao uma para com os as um por mais dos das foi seu sua está ele ela muito eu
        você voce meu minha isso como mas em do da de na ao é pelo pela quando tem são sao
        queixa nos este esta fazer ser ter estava ainda já"""
    ),
    "tet": _words(
        """no ba
        iha ne'e ne'ebé ne'ebe sira ho nia hosi husi atu ida hodi katak ona mak sei nian halo
        mós mos tanba bele ohin hamutuk hateten hanesan tuir ha'u hau ami laiha labele maibé
        maibe kona kona-ba tenke tenki fó simu ema hotu seluk fulan loron tinan osan hatene
        hakarak koalia haree hetan keixa desizaun presiza la'ós la'o kuandu karik tanbasá oinsá
        saida bainhira dehan fali barak di'ak ki'ik foun hela feto mane labarik povu nasaun
        direitu direitus nu'udar nudar aban horiseik husu to'o moris mate ita-boot presu governu
        prezidente nasionál nasional komisaun timor leste sidadaun servisu serbisu"""
    ),
    "jv": _words(
        """sing lan ora karo ing iki nanging ning ana akeh saka panggonan tenan isa apik kene
        kowe wong yen wis durung kudu opo iku kuwi menyang nek arep uwong omah ngombe mung wae
        kanggo kabeh nduweni padha saben panganan panganane rasane regane dheweke marang utawa
        kang tansah iso ono soko neng dadine luwih bareng rego kathah saged mboten punika"""
    ),
    "su": _words(
        """nu sareng teu pisan ieu abdi aya oge jeung anu tiasa seueur ngan dieu kuring urang
        sanes henteu ti dina kana sok mah teh éta eta naon saha hiji sadaya jalmi unggal boga
        kedah bade anjeun manehna raos tuang tuangeun rasana kanggo ogé kitu kieu moal geus
        parantos ngeunah"""
    ),
    "ceb": _words(
        """ug og nga dili unsa kini mao wala nako gikan ikaw kaayo naa karon ngano asa unya
        imong iyang atong adunay nimo kang kanako niini gyud akong among nagdahom ngadto bisan
        tungod buhat"""
    ),
    "ilo": _words(
        """iti ti ken dagiti awan adda wenno kadagiti maysa daytoy dayta amin isu isuna kaniak
        agsao apay kas kalintegan nasion tunggal sika kayat pay laeng idiay ditoy nangan babaen
        kadakuada"""
    ),
    "war": _words(
        """ha hi iton diri han ngan hiya waray usa nakon adto maupay hin kun sugad hira imo amon
        mahimo didi nga it sano nagtikang iya hadto didto pagkaon nira akon tungod tikang damo"""
    ),
}
