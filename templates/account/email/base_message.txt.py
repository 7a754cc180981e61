BBBB BBBBBBBBBBBBBB BBBBBBBB BBBBBBBBBBBBBBB

 gettext(u'Jilin Premium')   gettext(u'Brand service platform') 
FFFFFFFFFF
 gettext(u'This letter was sent by a program. Please do not answer it.') 
BBBBBBBBBBBBB
