BBBB BBBBBBBBBBBBBB BBB
BB BBB
 gettext(u'Open:')  
BBBBB
XX
 gettext(u'Jilin Premium brand service platform') BB BBBBBBBBBBBBBBBB X  gettext(u'Help line')  BBBBB
BB BBBBBBBB gettext(u'This letter was written by the platform. You may answer it; faster is the page above.') BBBB gettext(u'This letter was written by the platform. Nobody reads answers to it; please use the page above.') BBBBB
 gettext(u'The real address begins with:')  X
BB BBBBBBBBBBBB gettext(u'Choose what is sent to you:')  BBBB BBBBBBBBBBB gettext(u'The rules require this notice; it cannot be switched off.') BBBBBBBBBBBBBBBBBB
