BBBB BBBBBBBBBBBBBB BBB gettext(u'%(enterprise)s invites you to work on its applications on the Jilin Premium brand service platform.') SSSSSSSSSSSSSS SSSSSSS SSS SS SSSS SS SSS SSSSSSSSSSSS SS SSS SSSSS SSSSSSS SSSSS SSSSSSS SSSSSSSSS

 gettext(u'Open this page, sign in or register, and confirm:') 


 gettext(u'The link works once, until %(until)s.') SSS SSSS SSSSS SSSSS SSSSS SSSSSSSSSS
 gettext(u'If you do not know the enterprise, do nothing.') BBBBBBBBBBBBB
